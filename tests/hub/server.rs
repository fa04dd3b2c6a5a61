//! A server on this machine that speaks the Hugging Face hub's protocol, with faults to order and a record of requests.
//!
//! As on the real hub, large files (LFS) are not answered by the hub: it redirects to another host with a signed URL,
//! which must never see the hub's token, and it advertises xet, which is not spoken here (`xet-read-token` is a 404).
//! Details and lists of gated repositories are open to everybody; only their files are not.
//! Made up: the object ids of directories, the hashes of xet (64 digits, as they should be), signatures and dates.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The id git gives to a file: what plain files have for an `ETag`, and for a name in the cache.
pub fn git_oid(content: &[u8]) -> String {
    let header = format!("blob {}\0", content.len());
    hex(&Sha1::new().chain_update(header).chain_update(content).finalize())
}

/// The SHA-256 of a file: what LFS files have for an `X-Linked-Etag`, and for a name in the cache.
pub fn sha256(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One commit of a model repository, with the branches that point to it.
#[derive(Default)]
pub struct Repository {
    name: String,
    commit: String,
    called: Option<String>,
    etag: Option<String>,
    names_no_commit: bool,
    branches: Vec<String>,
    files: BTreeMap<String, File>,
    gated: bool,
    tokens: Vec<String>,
    redirects_plain_files: bool,
}

impl Repository {
    /// An empty, open repository called `owner/name`, without a commit and a branch.
    pub fn new(name: &str) -> Repository {
        let name = name.to_owned();
        Repository {
            name,
            ..Repository::default()
        }
    }

    /// Sets the commit, 40 hexadecimal digits.
    pub fn commit(mut self, commit: &str) -> Repository {
        self.commit = commit.to_owned();
        self
    }

    /// Points a branch, a tag or a ref such as `refs/pr/1` to the commit; requests without a revision ask for `main`.
    pub fn branch(mut self, branch: &str) -> Repository {
        self.branches.push(branch.to_owned());
        self
    }

    /// Adds a file that the hub itself answers.
    pub fn file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Repository {
        self.files.insert(path.to_owned(), File::plain(content.into()));
        self
    }

    /// Adds a file for which the hub redirects to the blob host.
    pub fn lfs_file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Repository {
        self.files.insert(path.to_owned(), File::lfs(content.into()));
        self
    }

    /// Refuses files to requests without an accepted token.
    pub fn gated(mut self) -> Repository {
        self.gated = true;
        self
    }

    /// Gives files of a gated repository to requests with this token.
    pub fn accepts_token(mut self, token: &str) -> Repository {
        self.tokens.push(token.to_owned());
        self
    }

    /// Redirects plain files to `/api/resolve-cache/…`, with 307 and a `Location` without a host, as the real hub has
    /// done since 2025.
    pub fn redirects_plain_files(mut self) -> Repository {
        self.redirects_plain_files = true;
        self
    }

    /// Tells everybody that the commit has this name instead of its own.
    pub fn calls_its_commit(mut self, name: &str) -> Repository {
        self.called = Some(name.to_owned());
        self
    }

    /// Gives plain files this etag, as servers do that know nothing of git.
    pub fn gives_etag(mut self, etag: &str) -> Repository {
        self.etag = Some(etag.to_owned());
        self
    }

    /// Leaves out `X-Repo-Commit`, as mirrors may.
    pub fn names_no_commit(mut self) -> Repository {
        self.names_no_commit = true;
        self
    }

    fn is_at(&self, revision: &str) -> bool {
        self.commit == revision || self.branches.iter().any(|branch| branch == revision)
    }

    fn admit(&self, call: &Call) -> Result<(), Answer> {
        let token = call.token();
        if !self.gated || self.tokens.iter().any(|accepted| Some(accepted.as_str()) == token) {
            return Ok(());
        }
        let status = if token.is_some() { 403 } else { 401 };
        let message = format!(
            "Access to model {} is restricted. You must have access to it.",
            self.name
        );
        Err(Answer::refusal(status, "GatedRepo", &message))
    }

    fn get(&self, path: &str) -> Result<&File, Answer> {
        self.files
            .get(path)
            .ok_or_else(|| Answer::refusal(404, "EntryNotFound", "Entry not found"))
    }

    fn details(&self, with_blobs: bool) -> Value {
        json!({
            "_id": &sha256(self.name.as_bytes())[..24],
            "id": self.name,
            "modelId": self.name,
            "author": self.name.split('/').next(),
            "sha": self.called.as_ref().unwrap_or(&self.commit),
            "private": false,
            "gated": if self.gated { json!("manual") } else { json!(false) },
            "disabled": false,
            "tags": [],
            "createdAt": "2024-01-01T00:00:00.000Z",
            "lastModified": "2024-01-02T00:00:00.000Z",
            "siblings": self.files.iter().map(|(path, file)| file.sibling(path, with_blobs)).collect::<Vec<_>>(),
        })
    }

    /// Every file and directory, by path.
    fn entries(&self) -> BTreeMap<&str, Value> {
        let files = self.files.iter().map(|(path, file)| (path.as_str(), file.entry(path)));
        let folders = self
            .files
            .keys()
            .flat_map(|path| path.match_indices('/').map(|(end, _)| &path[..end]));
        let entry =
            |path| json!({ "type": "directory", "oid": git_oid(path), "size": 0, "path": str::from_utf8(path).ok() });
        folders
            .map(|path| (path, entry(path.as_bytes())))
            .chain(files)
            .collect()
    }

    fn tree(&self, folder: &str, recursive: bool) -> Result<Vec<Value>, Answer> {
        let inside = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let entries = self.entries().into_iter();
        let below = entries.filter_map(|(path, entry)| Some((path.strip_prefix(inside.as_str())?, entry)));
        let listed = below
            .filter(|(path, _)| recursive || !path.contains('/'))
            .map(|(_, entry)| entry);
        let listed: Vec<Value> = listed.collect();
        if listed.is_empty() && !folder.is_empty() {
            return Err(Answer::refusal(
                404,
                "EntryNotFound",
                &format!("{folder} does not exist"),
            ));
        }
        Ok(listed)
    }
}

struct File {
    content: Vec<u8>,
    oid: String,
    lfs: Option<Lfs>,
}

struct Lfs {
    sha256: String,
    xet_hash: String,
    pointer_size: usize,
}

impl File {
    fn plain(content: Vec<u8>) -> File {
        let oid = git_oid(&content);
        File {
            content,
            oid,
            lfs: None,
        }
    }

    fn lfs(content: Vec<u8>) -> File {
        let (sha256, size) = (sha256(&content), content.len());
        let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n");
        let (oid, pointer_size) = (git_oid(pointer.as_bytes()), pointer.len());
        let xet_hash = self::sha256(sha256.as_bytes());
        let lfs = Some(Lfs {
            sha256,
            xet_hash,
            pointer_size,
        });
        File { content, oid, lfs }
    }

    /// As in lists of a tree.
    fn entry(&self, path: &str) -> Value {
        let size = self.content.len();
        let mut entry = json!({ "type": "file", "oid": self.oid, "size": size, "path": path });
        if let Some(lfs) = &self.lfs {
            entry["lfs"] = json!({ "oid": lfs.sha256, "size": size, "pointerSize": lfs.pointer_size });
            entry["xetHash"] = json!(lfs.xet_hash);
        }
        entry
    }

    /// As in a repository's details.
    fn sibling(&self, path: &str, with_blobs: bool) -> Value {
        let size = self.content.len();
        let mut sibling = json!({ "rfilename": path });
        if with_blobs {
            sibling["size"] = json!(size);
            sibling["blobId"] = json!(self.oid);
        }
        if let Some(lfs) = self.lfs.as_ref().filter(|_| with_blobs) {
            sibling["lfs"] = json!({ "sha256": lfs.sha256, "size": size, "pointerSize": lfs.pointer_size });
        }
        sibling
    }
}

/// What goes wrong with an answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Closes the connection after so many bytes of a body whose `Content-Length` is right.
    CutAfter(u64),
    /// Sends so many bytes of the body and then nothing, until the peer closes the connection or the hub is dropped.
    Stall {
        /// How many bytes of the body are sent.
        after: u64,
    },
    /// Answers with this status and these headers instead.
    Status(u16, Vec<(String, String)>),
    /// Sends a body of the right length with every bit turned over.
    WrongBytes,
    /// Sends the first half of the body, with a `Content-Length` (and a `Content-Range`) to match.
    WrongLength,
    /// Ignores `Range` and answers 200 with the whole file.
    NoRanges,
}

struct PlannedFault {
    target: String,
    fault: Fault,
    times: Option<u32>,
}

/// Which of the two hosts a request reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// The hub itself.
    Hub,
    /// The host of large files.
    Blob,
}

/// A request that was answered, or is being answered.
#[derive(Clone, Debug)]
pub struct Request {
    /// The host that was asked.
    pub host: Host,
    /// The method, such as `GET`.
    pub method: String,
    /// The path as it was sent, percent-encoded.
    pub path: String,
    /// The first byte that was asked for, and the last one.
    pub range: Option<(u64, Option<u64>)>,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The path in its repository of the file that was answered, also to HEAD; not set on redirects and refusals.
    pub file: Option<String>,
    /// How many bytes of the body were handed to the connection so far.
    pub body_bytes_sent: u64,
}

/// A running hub and its blob host; dropping it closes all connections and waits for its threads.
///
/// Dropping it panics if the blob host ever received an `Authorization` header, so that the test fails.
pub struct Hub {
    shared: Arc<Shared>,
    listeners: Vec<Listener>,
}

impl Hub {
    /// Starts both hosts on free ports.
    pub fn start() -> Hub {
        let (hub, blob) = (bind(), bind());
        let (endpoint, blob_endpoint) = (endpoint_of(&hub), endpoint_of(&blob));
        let shared = Arc::new(Shared {
            endpoint,
            blob_endpoint,
            ..Shared::default()
        });
        let listen = |listener, host| {
            let shared = Arc::clone(&shared);
            Listener::start(listener, move |stream| shared.connect(host, stream))
        };
        let listeners = vec![listen(hub, Host::Hub), listen(blob, Host::Blob)];
        Hub { shared, listeners }
    }

    /// The URL of the hub, as for `HF_ENDPOINT`.
    pub fn endpoint(&self) -> String {
        self.shared.endpoint.clone()
    }

    /// Adds a commit of a repository; the branches it names no longer point to commits that were added before.
    pub fn add(&self, repository: Repository) {
        lock(&self.shared.repositories).push(Arc::new(repository));
    }

    /// Makes every answer for a target faulty, once the faults planned for it before are used up.
    ///
    /// A target is the path of a file (GETs that carry its bytes, from whichever host), `resolve/` and the path (the
    /// hub's own answer, also to HEAD), `api/info`, `api/tree`, `api/paths-info`, or `api` for all three.
    pub fn fault(&self, target: &str, fault: Fault) {
        self.plan(target, fault, None);
    }

    /// Makes the next so many answers for a target faulty.
    pub fn fault_times(&self, target: &str, fault: Fault, times: u32) {
        self.plan(target, fault, Some(times));
    }

    fn plan(&self, target: &str, fault: Fault, times: Option<u32>) {
        let target = target.to_owned();
        lock(&self.shared.faults).push(PlannedFault { target, fault, times });
    }

    /// Forgets all faults that are still planned.
    pub fn mend(&self) {
        lock(&self.shared.faults).clear();
    }

    /// All requests so far, in the order in which they were answered.
    pub fn requests(&self) -> Vec<Request> {
        let record = lock(&self.shared.record);
        record.iter().map(|request| lock(request).clone()).collect()
    }

    /// How many bytes of a file were sent in all, over whichever host.
    pub fn bytes_sent(&self, path: &str) -> u64 {
        let requests = self.requests().into_iter();
        let carrying = requests.filter(|request| request.file.as_deref() == Some(path));
        carrying.map(|request| request.body_bytes_sent).sum()
    }

    /// Forgets the requests so far.
    pub fn clear(&self) {
        lock(&self.shared.record).clear();
    }

    /// Whether the blob host ever received an `Authorization` header.
    pub fn leaked_token(&self) -> bool {
        self.shared.leaked_token.load(Ordering::SeqCst)
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.listeners.clear();
        let connections = std::mem::take(&mut *lock(&self.shared.connections));
        for stream in connections.iter().filter_map(|(stream, _)| stream.upgrade()) {
            drop(stream.shutdown(Shutdown::Both));
        }
        for (_, thread) in connections {
            drop(thread.join());
        }
        assert!(
            thread::panicking() || !self.leaked_token(),
            "the blob host received an Authorization header"
        );
    }
}

/// A server to which nobody may connect.
pub struct Untouchable {
    endpoint: String,
    touched: Arc<AtomicBool>,
    _listener: Listener,
}

impl Untouchable {
    /// Starts to listen on a free port.
    pub fn start() -> Untouchable {
        let (listener, touched) = (bind(), Arc::new(AtomicBool::new(false)));
        let (endpoint, touch) = (endpoint_of(&listener), Arc::clone(&touched));
        let _listener = Listener::start(listener, move |_| touch.store(true, Ordering::SeqCst));
        Untouchable {
            endpoint,
            touched,
            _listener,
        }
    }

    /// The URL of the server.
    pub fn endpoint(&self) -> String {
        self.endpoint.clone()
    }

    /// Whether anything connected; connections are closed at once.
    pub fn touched(&self) -> bool {
        self.touched.load(Ordering::SeqCst)
    }
}

fn bind() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port")
}

fn address_of(listener: &TcpListener) -> SocketAddr {
    listener.local_addr().expect("the address of a listener")
}

fn endpoint_of(listener: &TcpListener) -> String {
    format!("http://{}", address_of(listener))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread that accepts connections until it is dropped.
struct Listener {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    fn start(listener: TcpListener, serve: impl Fn(TcpStream) + Send + 'static) -> Listener {
        let (address, stopped) = (address_of(&listener), Arc::new(AtomicBool::new(false)));
        let stop = Arc::clone(&stopped);
        let thread = thread::spawn(move || {
            let streams = listener.incoming().take_while(|_| !stop.load(Ordering::SeqCst));
            streams.flatten().for_each(serve);
        });
        Listener {
            address,
            stopped,
            thread: Some(thread),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let woken = TcpStream::connect(self.address);
        if let (Ok(_), Some(thread)) = (woken, self.thread.take()) {
            drop(thread.join());
        }
    }
}

/// What the threads of a hub work on.
#[derive(Default)]
struct Shared {
    endpoint: String,
    blob_endpoint: String,
    repositories: Mutex<Vec<Arc<Repository>>>,
    faults: Mutex<Vec<PlannedFault>>,
    record: Mutex<Vec<Arc<Mutex<Request>>>>,
    connections: Mutex<Vec<(Weak<TcpStream>, JoinHandle<()>)>>,
    leaked_token: AtomicBool,
}

impl Shared {
    fn connect(self: &Arc<Shared>, host: Host, stream: TcpStream) {
        let (shared, stream) = (Arc::clone(self), Arc::new(stream));
        let handle = Arc::downgrade(&stream);
        let thread = thread::spawn(move || shared.serve(host, &stream).unwrap_or_default());
        let mut connections = lock(&self.connections);
        connections.retain(|(_, thread)| !thread.is_finished());
        connections.push((handle, thread));
    }

    fn serve(&self, host: Host, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream);
        while let Some(call) = Call::read(&mut reader)? {
            let answer = match host {
                Host::Hub => self.answer_as_hub(&call),
                Host::Blob => self.answer_as_blob_host(&call),
            };
            let request = Arc::new(Mutex::new(call.request(host, &answer)));
            lock(&self.record).push(Arc::clone(&request));
            answer.send(stream, &call, &request)?;
            match answer.ending {
                Ending::Whole if !call.closes() => {}
                Ending::Stall(_) => return io::copy(&mut reader, &mut io::sink()).map(drop),
                _ => break,
            }
        }
        Ok(())
    }

    fn take_fault(&self, targets: &[&str]) -> Option<Fault> {
        let mut faults = lock(&self.faults);
        let mut left = faults.iter_mut().filter(|planned| planned.times != Some(0));
        let planned = left.find(|planned| targets.contains(&planned.target.as_str()))?;
        planned.times = planned.times.map(|times| times - 1);
        Some(planned.fault.clone())
    }

    fn answer_as_hub(&self, call: &Call) -> Answer {
        let segments: Vec<String> = call.path.split('/').skip(1).map(decode).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let fault = match segments[..] {
            ["api", "models", _, _] | ["api", "models", _, _, "revision", _] => self.take_fault(&["api/info", "api"]),
            ["api", "models", _, _, "tree", ..] => self.take_fault(&["api/tree", "api"]),
            ["api", "models", _, _, "paths-info", _] => self.take_fault(&["api/paths-info", "api"]),
            [_, _, "resolve", _, ref path @ ..] => self.take_fault(&[&format!("resolve/{}", path.join("/"))]),
            _ => None,
        };
        self.route(call, &segments)
            .unwrap_or_else(|refusal| refusal)
            .spoil(fault)
    }

    fn route(&self, call: &Call, segments: &[&str]) -> Result<Answer, Answer> {
        let find = |owner, name, revision| self.find(call, owner, name, revision);
        let details = |repository: Arc<Repository>| Answer::json(&repository.details(call.flag("blobs")));
        match (call.method.replace("HEAD", "GET").as_str(), segments) {
            ("GET", &["api", "models", owner, name]) => find(owner, name, "main").map(details),
            ("GET", &["api", "models", owner, name, "revision", revision]) => find(owner, name, revision).map(details),
            ("GET", &["api", "models", owner, name, "tree", revision, ref folder @ ..]) => {
                self.tree(call, &*find(owner, name, revision)?, &folder.join("/"))
            }
            ("POST", &["api", "models", owner, name, "paths-info", revision]) => {
                Ok(paths_info(call, &*find(owner, name, revision)?))
            }
            ("GET", &["api", "resolve-cache", "models", owner, name, commit, ref path @ ..]) => {
                Ok(self.resolve(call, &*find(owner, name, commit)?, &path.join("/"), false))
            }
            ("GET", &[owner, name, "resolve", revision, ref path @ ..]) => {
                Ok(self.resolve(call, &*find(owner, name, revision)?, &path.join("/"), true))
            }
            _ => Ok(Answer::new(404)),
        }
    }

    fn find(&self, call: &Call, owner: &str, name: &str, revision: &str) -> Result<Arc<Repository>, Answer> {
        let name = format!("{owner}/{name}");
        let repositories = lock(&self.repositories);
        let mut commits = repositories
            .iter()
            .rev()
            .filter(|repository| repository.name == name)
            .peekable();
        if commits.peek().is_none() {
            let status = if call.token().is_some() { 404 } else { 401 };
            return Err(Answer::refusal(status, "RepoNotFound", "Repository not found"));
        }
        let unknown = || Answer::refusal(404, "RevisionNotFound", &format!("Invalid rev id: {revision}"));
        commits
            .find(|commit| commit.is_at(revision))
            .map(Arc::clone)
            .ok_or_else(unknown)
    }

    fn tree(&self, call: &Call, repository: &Repository, folder: &str) -> Result<Answer, Answer> {
        let entries = repository.tree(folder, call.flag("recursive"))?;
        Ok(Answer::json(&json!(entries)))
    }

    fn resolve(&self, call: &Call, repository: &Repository, path: &str, may_redirect: bool) -> Answer {
        let file = repository.admit(call).and_then(|()| repository.get(path));
        let answer = file.map(|file| match &file.lfs {
            Some(lfs) => self.redirect_to_blob(repository, path, lfs, file.content.len()),
            None if may_redirect && repository.redirects_plain_files => {
                redirect_to_cache(call, repository, path, &file.oid)
            }
            None => self.bytes(call, path, &file.content, repository.etag.as_ref().unwrap_or(&file.oid)),
        });
        let answer = answer.unwrap_or_else(|refusal| refusal);
        match repository.names_no_commit {
            true => answer,
            false => answer.with(
                "X-Repo-Commit",
                repository.called.as_ref().unwrap_or(&repository.commit),
            ),
        }
    }

    fn redirect_to_blob(&self, repository: &Repository, path: &str, lfs: &Lfs, size: usize) -> Answer {
        let Lfs { sha256, xet_hash, .. } = lfs;
        let location = format!("{}/blobs/{sha256}?sig=x&file={}", self.blob_endpoint, encode(path));
        let token_url = format!(
            "{}/api/models/{}/xet-read-token/{}",
            self.endpoint, repository.name, repository.commit
        );
        let blocks_url = format!("{}/v1/reconstructions/{xet_hash}", self.blob_endpoint);
        let link = format!("<{token_url}>; rel=\"xet-auth\", <{blocks_url}>; rel=\"xet-reconstruction-info\"");
        let answer = Answer::redirect(302, location)
            .with("Link", link)
            .with("X-Xet-Refresh-Route", token_url);
        let answer = answer
            .with("X-Xet-Hash", xet_hash)
            .with("X-Linked-Size", size.to_string());
        answer.with("X-Linked-Etag", format!("\"{sha256}\""))
    }

    fn answer_as_blob_host(&self, call: &Call) -> Answer {
        if call.header("authorization").is_some() {
            self.leaked_token.store(true, Ordering::SeqCst);
            return Answer::new(400);
        }
        let (Some(_), Some(path)) = (call.parameter("sig"), call.parameter("file")) else {
            return Answer::new(403);
        };
        let repositories = lock(&self.repositories);
        let mut files = repositories.iter().filter_map(|repository| repository.files.get(&path));
        let is_asked = |lfs: &Lfs| call.path.strip_prefix("/blobs/") == Some(&lfs.sha256);
        match files.find(|file| file.lfs.as_ref().is_some_and(is_asked)) {
            Some(File {
                content,
                lfs: Some(lfs),
                ..
            }) => self.bytes(call, &path, content, &lfs.xet_hash),
            _ => Answer::new(404),
        }
    }

    fn bytes(&self, call: &Call, path: &str, content: &[u8], etag: &str) -> Answer {
        let etag = format!("\"{etag}\"");
        let fault = (call.method == "GET").then(|| self.take_fault(&[path])).flatten();
        let is_current = call.header("if-range").is_none_or(|known| known == etag);
        let range = call
            .range()
            .filter(|_| is_current && !matches!(fault, Some(Fault::NoRanges)));
        let mut answer = Answer::part(content, range)
            .with("ETag", etag)
            .with("Accept-Ranges", "bytes");
        answer.file = Some(path.to_owned());
        answer.spoil(fault)
    }
}

fn paths_info(call: &Call, repository: &Repository) -> Answer {
    let (entries, wanted) = (repository.entries(), call.wanted_paths());
    let found: Vec<&Value> = wanted.iter().filter_map(|path| entries.get(path.as_str())).collect();
    Answer::json(&json!(found))
}

fn redirect_to_cache(call: &Call, repository: &Repository, path: &str, oid: &str) -> Answer {
    let cached = format!(
        "/api/resolve-cache/models/{}/{}/{}",
        repository.name,
        repository.commit,
        encode(path)
    );
    Answer::redirect(
        307,
        format!("{cached}?{}=&etag=%22{oid}%22", call.path.replace('/', "%2F")),
    )
}

/// A request as it was read from a connection, with the names of headers in lower case.
#[derive(Default)]
struct Call {
    method: String,
    path: String,
    query: String,
    version: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Call {
    fn read(reader: &mut impl BufRead) -> io::Result<Option<Call>> {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let [method, target, version] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            return Ok(None);
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let [method, path, query, version] = [method, path, query, version].map(str::to_owned);
        let mut call = Call {
            method,
            path,
            query,
            version,
            ..Call::default()
        };
        call.read_headers(reader)?;
        let length = call.header("content-length").and_then(|length| length.parse().ok());
        call.body.resize(length.unwrap_or(0), 0);
        reader.read_exact(&mut call.body)?;
        Ok(Some(call))
    }

    fn read_headers(&mut self, reader: &mut impl BufRead) -> io::Result<()> {
        for line in reader.lines() {
            let line = line?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            self.headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        Ok(())
    }

    fn request(&self, host: Host, answer: &Answer) -> Request {
        let [method, path] = [&self.method, &self.path].map(String::clone);
        let authorization = self.header("authorization").map(str::to_owned);
        let (range, file) = (self.range(), answer.file.clone());
        Request {
            host,
            method,
            path,
            range,
            authorization,
            file,
            body_bytes_sent: 0,
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    fn token(&self) -> Option<&str> {
        self.header("authorization")
            .map(|value| value.strip_prefix("Bearer ").unwrap_or(value))
    }

    fn closes(&self) -> bool {
        self.version == "HTTP/1.0"
            || self
                .header("connection")
                .is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }

    fn range(&self) -> Option<(u64, Option<u64>)> {
        let (start, end) = self.header("range")?.strip_prefix("bytes=")?.split_once('-')?;
        let start = start.parse().ok()?;
        let end = if end.is_empty() { None } else { Some(end.parse().ok()?) };
        end.is_none_or(|end| end >= start).then_some((start, end))
    }

    fn parameter(&self, name: &str) -> Option<String> {
        form_pairs(&self.query)
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    fn flag(&self, name: &str) -> bool {
        self.parameter(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// The paths in a body of JSON, or in a form as Python sends it.
    fn wanted_paths(&self) -> Vec<String> {
        if let Ok(json) = serde_json::from_slice::<Value>(&self.body) {
            let paths = json["paths"].as_array().into_iter().flatten();
            return paths.filter_map(Value::as_str).map(str::to_owned).collect();
        }
        let form = String::from_utf8_lossy(&self.body);
        form_pairs(&form)
            .filter(|(key, _)| key == "paths")
            .map(|(_, value)| value)
            .collect()
    }
}

fn form_pairs(form: &str) -> impl Iterator<Item = (String, String)> {
    let pairs = form.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(key, value)| (decode(&key.replace('+', " ")), decode(&value.replace('+', " "))))
}

fn decode(text: &str) -> String {
    let mut decoded = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|digits| str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn encode(path: &str) -> String {
    let encode_byte = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(encode_byte).collect()
}

#[derive(Default)]
enum Ending {
    #[default]
    Whole,
    Cut(u64),
    Stall(u64),
}

#[derive(Default)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Where the body starts in the whole file, and how long that is.
    part_of: Option<(u64, usize)>,
    file: Option<String>,
    ending: Ending,
}

impl Answer {
    fn new(status: u16) -> Answer {
        Answer {
            status,
            ..Answer::default()
        }
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Answer {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    fn with_body(mut self, body: impl Into<Vec<u8>>) -> Answer {
        self.body = body.into();
        self
    }

    fn json(value: &Value) -> Answer {
        Answer::new(200)
            .with("Content-Type", "application/json; charset=utf-8")
            .with_body(value.to_string())
    }

    fn refusal(status: u16, code: &str, message: &str) -> Answer {
        let answer = Answer {
            status,
            ..Answer::json(&json!({ "error": message }))
        };
        answer.with("X-Error-Code", code).with("X-Error-Message", message)
    }

    fn redirect(status: u16, location: String) -> Answer {
        let answer = Answer::new(status).with("Content-Type", "text/plain; charset=utf-8");
        answer
            .with_body(format!("Redirecting to {location}"))
            .with("Location", location)
    }

    fn part(content: &[u8], range: Option<(u64, Option<u64>)>) -> Answer {
        let Some((start, last)) = range else {
            return Answer::new(200).with_body(content);
        };
        let size = content.len();
        let end = last.map_or(size, |last| size.min(last.saturating_add(1) as usize));
        match content.get(start as usize..end) {
            None | Some([]) => Answer::new(416).with("Content-Range", format!("bytes */{size}")),
            Some(part) => Answer {
                part_of: Some((start, size)),
                ..Answer::new(206).with_body(part)
            },
        }
    }

    fn spoil(mut self, fault: Option<Fault>) -> Answer {
        match fault {
            None | Some(Fault::NoRanges) => {}
            Some(Fault::CutAfter(bytes)) => self.ending = Ending::Cut(bytes),
            Some(Fault::Stall { after }) => self.ending = Ending::Stall(after),
            Some(Fault::Status(status, headers)) => {
                return Answer {
                    headers,
                    ..Answer::new(status)
                };
            }
            Some(Fault::WrongBytes) => self.body.iter_mut().for_each(|byte| *byte = !*byte),
            Some(Fault::WrongLength) => self.body.truncate(self.body.len() / 2),
        }
        self
    }

    fn send(&self, mut stream: &TcpStream, call: &Call, request: &Mutex<Request>) -> io::Result<()> {
        stream.write_all(self.head(call).as_bytes())?;
        let limit = match self.ending {
            _ if call.method == "HEAD" => 0,
            Ending::Whole => self.body.len(),
            Ending::Cut(bytes) | Ending::Stall(bytes) => self.body.len().min(bytes as usize),
        };
        for chunk in self.body[..limit].chunks(1 << 14) {
            // Counted first, so that whoever has received the bytes finds them counted.
            lock(request).body_bytes_sent += chunk.len() as u64;
            let uncount = |_: &_| lock(request).body_bytes_sent -= chunk.len() as u64;
            stream.write_all(chunk).inspect_err(uncount)?;
        }
        Ok(())
    }

    fn head(&self, call: &Call) -> String {
        let connection = if call.closes() { "close" } else { "keep-alive" };
        let (status, length) = (self.status, self.body.len());
        let mut head = format!("HTTP/1.1 {status} \r\nConnection: {connection}\r\nContent-Length: {length}\r\n");
        if let Some((start, size)) = self.part_of {
            let end = start + length as u64;
            head += &format!("Content-Range: bytes {start}-{}/{size}\r\n", end.saturating_sub(1));
        }
        let headers = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
        head + &headers.collect::<String>() + "\r\n"
    }
}

//! Requests to the hub: what it says of a file, and the bytes.
//!
//! hf-hub resolves revisions. Its requests for single files have no time limits, lose the etags of files that the hub
//! redirects to another server, and leave HTTP for most large files; so those go through a client of ours.

use std::io::{self, Read};
use std::time::Duration;

use hf_hub::{HFClient, HFClientSync, HFError};
use reqwest::blocking::{Client as Http, Response};
use reqwest::header::{ACCEPT_ENCODING, ETAG, HeaderMap, LOCATION, RANGE, RETRY_AFTER};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Method, StatusCode, Url};

use super::address::address;
use super::fetch::Trouble;
use super::registry::{Commit, Revision};

/// What servers are told of who asks.
const USER_AGENT: &str = concat!("tuyin/", env!("CARGO_PKG_VERSION"));
/// What a connection may take before it is given up.
const CONNECT: Duration = Duration::from_secs(10);
/// The most servers that a request is sent on to.
const REDIRECTS: usize = 10;
/// The most letters of a server's own words that are shown.
const WORDS: usize = 200;

/// Where the hub is, and how patiently it is asked.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Its address.
    pub endpoint: String,
    /// What shows who asks.
    pub token: Option<String>,
    /// How long nothing may come before a request is given up.
    pub stall: Duration,
}

/// What the hub says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteFile {
    /// What tells its bytes from all others.
    pub etag: String,
    /// Its bytes.
    pub size: Option<u64>,
}

/// A client of the hub.
pub struct Client {
    connection: Connection,
    /// Stays at the hub.
    metadata: Http,
    /// Goes where the hub sends it.
    bytes: Http,
    hub: HFClientSync,
}

/// The bytes of a file, from one of them on.
pub struct Body {
    /// The first that comes.
    pub start: u64,
    response: Response,
}

impl Client {
    /// A client. Connects to nothing yet.
    ///
    /// # Errors
    ///
    /// Fails if the address is none or the system gives no certificates.
    pub fn new(connection: Connection) -> Result<Self, Trouble> {
        let builder = || {
            Http::builder()
                .user_agent(USER_AGENT)
                .connect_timeout(CONNECT.min(connection.stall))
                .timeout(connection.stall)
        };
        let stay = Policy::custom(|attempt| match attempt.previous().first() {
            Some(first) if is_same_server(first, attempt.url()) => follow(attempt),
            _ => attempt.stop(),
        });
        let unusable = |error: reqwest::Error| Trouble::Unusable(with_causes(&error));
        let asynchronous = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT.min(connection.stall))
            .timeout(connection.stall)
            .build()
            .map_err(unusable)?;
        let mut hub = HFClient::builder()
            .endpoint(connection.endpoint.clone())
            .client(asynchronous)
            // Whoever calls has patience of its own.
            .retry_max_attempts(0);
        if let Some(token) = &connection.token {
            hub = hub.token(token.clone());
        }
        Ok(Client {
            metadata: builder().redirect(stay).build().map_err(unusable)?,
            bytes: builder().redirect(Policy::custom(follow)).build().map_err(unusable)?,
            hub: hub.build_sync().map_err(|error| Trouble::Unusable(error.to_string()))?,
            connection,
        })
    }

    /// The commit that a revision stands for now.
    ///
    /// # Errors
    ///
    /// Fails if the hub cannot be asked or does not know it.
    pub fn commit(&self, owner: &str, name: &str, revision: &Revision) -> Result<Commit, Trouble> {
        let repository = self.hub.model(owner, name);
        let info = repository.info().revision(revision.as_str()).send().map_err(of_hub)?;
        let commit = info.sha.as_deref().and_then(Commit::parse);
        commit.ok_or_else(|| Trouble::Answer("it names no commit".to_owned()))
    }

    /// What the hub says of a file.
    ///
    /// # Errors
    ///
    /// Fails if the hub cannot be asked, does not have the file, or does not give it to us.
    pub fn look_up(&self, owner: &str, name: &str, commit: &Commit, path: &str) -> Result<RemoteFile, Trouble> {
        let request = self.request(&self.metadata, Method::HEAD, owner, name, commit, path);
        // A compressed answer would have another length.
        let response = request
            .header(ACCEPT_ENCODING, "identity")
            .send()
            .map_err(of_transport)?;
        let response = good(response, |status| status.is_success() || status.is_redirection())?;
        let header = |name: &str| text_of(response.headers(), name);
        let is_elsewhere = response.headers().contains_key(LOCATION);
        let etag = header("x-linked-etag").or_else(|| header(ETAG.as_str()).filter(|_| !is_elsewhere));
        let size = header("x-linked-size").or_else(|| header("content-length").filter(|_| !is_elsewhere));
        let etag = etag.map(|etag| etag.trim_start_matches("W/").trim_matches('"').to_owned());
        Ok(RemoteFile {
            etag: etag
                .filter(|etag| is_file_name(etag))
                .ok_or_else(|| Trouble::Answer("it gives the file no etag".to_owned()))?,
            size: size.and_then(|size| size.parse().ok()),
        })
    }

    /// The bytes of a file from one of them on, or from the first if the server cannot do otherwise.
    ///
    /// # Errors
    ///
    /// Fails if the hub cannot be asked or does not give them.
    pub fn bytes(&self, owner: &str, name: &str, commit: &Commit, path: &str, start: u64) -> Result<Body, Trouble> {
        let mut request = self
            .request(&self.bytes, Method::GET, owner, name, commit, path)
            .header(ACCEPT_ENCODING, "identity");
        if start > 0 {
            request = request.header(RANGE, format!("bytes={start}-"));
        }
        let response = good(request.send().map_err(of_transport)?, |status| status.is_success())?;
        let start = match response.status() {
            StatusCode::PARTIAL_CONTENT => first_byte(response.headers())
                .filter(|first| *first == start)
                .ok_or_else(|| Trouble::Answer("it gives other bytes than it was asked for".to_owned()))?,
            _ => 0,
        };
        Ok(Body { start, response })
    }

    fn request(
        &self,
        client: &Http,
        method: Method,
        owner: &str,
        name: &str,
        commit: &Commit,
        path: &str,
    ) -> reqwest::blocking::RequestBuilder {
        let address = address(&self.connection.endpoint, owner, name, commit.as_str(), path);
        let request = client.request(method, address);
        match &self.connection.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.response.read(buffer)
    }
}

/// Goes where a server sends a request, but not from an encrypted connection to an open one.
fn follow(attempt: Attempt<'_>) -> reqwest::redirect::Action {
    let before = attempt.previous().last();
    let is_opened = before.is_some_and(|before| before.scheme() == "https" && attempt.url().scheme() != "https");
    match is_opened {
        true => attempt.error("from https to an address without"),
        false if attempt.previous().len() > REDIRECTS => attempt.error("too many redirects"),
        false => attempt.follow(),
    }
}

/// Whether an address is that of the same server, perhaps by an encrypted connection now.
fn is_same_server(first: &Url, next: &Url) -> bool {
    let is_encrypted_now = first.scheme() == "http" && next.scheme() == "https";
    first.origin() == next.origin() || is_encrypted_now && first.host_str() == next.host_str()
}

/// Whether what a server says can be the name of a file, and nothing else: names with a `.` are given by us.
fn is_file_name(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.bytes().all(is_plain)
}

fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// Of `Content-Range: bytes 5-9/10`, the 5.
fn first_byte(headers: &HeaderMap) -> Option<u64> {
    let range = text_of(headers, "content-range")?;
    range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

fn good(response: Response, is_good: impl FnOnce(StatusCode) -> bool) -> Result<Response, Trouble> {
    let status = response.status();
    if is_good(status) {
        return Ok(response);
    }
    let wait = text_of(response.headers(), RETRY_AFTER.as_str()).and_then(|seconds| seconds.trim().parse().ok());
    let code = text_of(response.headers(), "x-error-code");
    let message = text_of(response.headers(), "x-error-message");
    let wait = wait.map(Duration::from_secs);
    Err(of_status(status, code.as_deref(), message.as_deref(), wait))
}

fn of_status(status: StatusCode, code: Option<&str>, message: Option<&str>, wait: Option<Duration>) -> Trouble {
    let status = status.as_u16();
    match (status, code) {
        (401 | 403, Some("GatedRepo")) => Trouble::Gated,
        (404, Some("EntryNotFound")) => Trouble::NoFile,
        (404, Some("RevisionNotFound")) => Trouble::NoRevision,
        // So that nobody learns which private repositories there are, the hub answers 401 for those that do not exist.
        (401 | 404, Some("RepoNotFound")) => Trouble::NoRepository,
        (401 | 403, _) => Trouble::Refused {
            status,
            message: message.and_then(in_a_line),
        },
        (404, _) => Trouble::NoFile,
        (416, _) => Trouble::NoSuchBytes,
        (408 | 429 | 500..=599, _) => Trouble::Busy { status, wait },
        _ => Trouble::Status(status),
    }
}

/// What a server says, short and without anything that a terminal would obey; nothing if nothing is left.
fn in_a_line(words: &str) -> Option<String> {
    let printable = |word: &str| word.chars().filter(|letter| !letter.is_control()).collect::<String>();
    let words: Vec<String> = words.split_whitespace().map(printable).collect();
    let line: String = words.join(" ").chars().take(WORDS).collect();
    Some(line).filter(|line| !line.is_empty())
}

fn of_transport(error: reqwest::Error) -> Trouble {
    let error = match error.is_builder() {
        true => return Trouble::Unusable(with_causes(&error)),
        false => error.without_url(),
    };
    match with_causes(&error) {
        _ if error.is_timeout() => Trouble::Silent,
        causes if error.is_redirect() => Trouble::Redirect(causes),
        causes if error.is_connect() && is_untrusted(&error) => Trouble::Untrusted(causes),
        causes => Trouble::Connection(causes),
    }
}

/// Whether encryption failed: what the other end sent is no good, which another try does not mend.
fn is_untrusted(error: &reqwest::Error) -> bool {
    let mut errors = causes(error).filter_map(|error| error.downcast_ref::<io::Error>());
    errors.any(is_invalid)
}

/// An error in an error of input is no cause of it, but part of it.
fn is_invalid(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>());
    error.kind() == io::ErrorKind::InvalidData || inner.is_some_and(is_invalid)
}

fn of_hub(error: HFError) -> Trouble {
    let (context, wait) = match error {
        HFError::Request { source, .. } => return of_transport(source),
        HFError::RevisionNotFound {
            context: Some(context), ..
        } if context.error_code.is_none() => {
            return of_status(context.status, Some("RevisionNotFound"), None, None);
        }
        HFError::RevisionNotFound {
            context: Some(context), ..
        }
        | HFError::RepoNotFound {
            context: Some(context), ..
        } => (context, None),
        HFError::RateLimited { retry_after, context } => (context, retry_after),
        HFError::Http { context } | HFError::AuthRequired { context } | HFError::Forbidden { context } => {
            (context, None)
        }
        error => return Trouble::Answer(error.to_string()),
    };
    let (code, message) = (context.error_code.as_deref(), context.server_message.as_deref());
    of_status(context.status, code, message, wait)
}

/// An error and what caused it.
fn causes<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

/// An error with what caused it, in a line.
fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut lines: Vec<String> = causes(error).map(ToString::to_string).collect();
    lines.dedup();
    lines.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_server_may_begin_to_encrypt() {
        let url = |text: &str| Url::parse(text).expect("an address");
        for (first, next, expected) in [
            ("http://hub.org/a", "https://hub.org/a", true),
            ("https://hub.org/a", "https://hub.org/b", true),
            ("https://hub.org/a", "http://hub.org/a", false),
            ("https://hub.org/a", "https://cdn.hub.org/a", false),
            ("http://hub.org:1/a", "http://hub.org:2/a", false),
        ] {
            assert_eq!(is_same_server(&url(first), &url(next)), expected, "{first} {next}");
        }
    }

    #[test]
    fn what_a_server_says_is_one_short_line() {
        assert_eq!(in_a_line("no\u{1b}[31m \n entry").as_deref(), Some("no[31m entry"));
        assert_eq!(in_a_line(" \t "), None);
        assert_eq!(in_a_line(&"a".repeat(1000)).map(|line| line.len()), Some(WORDS));
    }
}

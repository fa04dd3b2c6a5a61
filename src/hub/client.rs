//! Requests to the hub: what it says of a file, and the bytes.
//!
//! hf-hub resolves revisions. Its requests for single files have no time limits, lose the etags of files that the hub
//! redirects to another server, and leave HTTP for most large files; so those go through a client of ours.

use std::io::{self, Read};
use std::time::Duration;

use hf_hub::{HFClient, HFClientSync, HFError};
use reqwest::blocking::{Client as Http, Response};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, ETAG, HeaderMap, LOCATION, RANGE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Method, StatusCode};

use super::fetch::Trouble;
use super::plan::address;

/// What a connection may take before it is given up.
const CONNECT: Duration = Duration::from_secs(10);
/// The most servers that a request is sent on to.
const REDIRECTS: usize = 10;

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
    /// The commit that its revision stands for.
    pub commit: String,
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
        let stay = Policy::custom(|attempt| {
            let first = attempt.previous().first().map(|first| first.origin());
            match first.is_some_and(|first| first == attempt.url().origin()) {
                _ if attempt.previous().len() > REDIRECTS => attempt.error("too many redirects"),
                true => attempt.follow(),
                false => attempt.stop(),
            }
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
            bytes: builder()
                .redirect(Policy::limited(REDIRECTS))
                .build()
                .map_err(unusable)?,
            hub: hub.build_sync().map_err(|error| Trouble::Unusable(error.to_string()))?,
            connection,
        })
    }

    /// The commit that a revision stands for now.
    ///
    /// # Errors
    ///
    /// Fails if the hub cannot be asked or does not know it.
    pub fn commit(&self, owner: &str, name: &str, revision: &str) -> Result<String, Trouble> {
        let repository = self.hub.model(owner, name);
        let info = repository.info().revision(revision).send().map_err(of_hub)?;
        info.sha.ok_or_else(|| Trouble::Answer("it names no commit".to_owned()))
    }

    /// What the hub says of a file.
    ///
    /// # Errors
    ///
    /// Fails if the hub cannot be asked, does not have the file, or does not give it to us.
    pub fn look_up(&self, owner: &str, name: &str, revision: &str, path: &str) -> Result<RemoteFile, Trouble> {
        let request = self.request(&self.metadata, Method::HEAD, owner, name, revision, path);
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
            commit: header("x-repo-commit")
                .filter(|commit| is_file_name(commit))
                .ok_or_else(|| Trouble::Answer("it names no commit".to_owned()))?,
            size: size.and_then(|size| size.parse().ok()),
        })
    }

    /// The bytes of a file from one of them on, or from the first if the server cannot do otherwise.
    ///
    /// # Errors
    ///
    /// Fails if the hub cannot be asked or does not give them.
    pub fn bytes(&self, owner: &str, name: &str, commit: &str, path: &str, start: u64) -> Result<Body, Trouble> {
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
        revision: &str,
        path: &str,
    ) -> reqwest::blocking::RequestBuilder {
        let address = address(&self.connection.endpoint, owner, name, revision, path);
        let request = client.request(method, address);
        match &self.connection.token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }
}

const USER_AGENT: &str = concat!("tuyin/", env!("CARGO_PKG_VERSION"));

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.response.read(buffer)
    }
}

/// Whether what a server says can be the name of a file, and nothing else.
fn is_file_name(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && !text.starts_with('.') && text.bytes().all(is_plain)
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
    Err(of_status(status, code.as_deref(), wait.map(Duration::from_secs)))
}

fn of_status(status: StatusCode, code: Option<&str>, wait: Option<Duration>) -> Trouble {
    match (status.as_u16(), code) {
        (401 | 403, Some("GatedRepo")) => Trouble::Gated,
        (404, Some("EntryNotFound")) => Trouble::NoFile,
        (404, Some("RevisionNotFound")) => Trouble::NoRevision,
        // So that nobody learns which private repositories there are, the hub answers 401 for those that do not exist.
        (401 | 404, Some("RepoNotFound")) => Trouble::NoRepository,
        (401 | 403, _) => Trouble::Refused(status.as_u16()),
        (404, _) => Trouble::NoFile,
        (416, _) => Trouble::NoSuchBytes,
        (408 | 429 | 500..=599, _) => Trouble::Busy {
            status: status.as_u16(),
            wait,
        },
        _ => Trouble::Status(status.as_u16()),
    }
}

fn of_transport(error: reqwest::Error) -> Trouble {
    match error.is_builder() {
        true => Trouble::Unusable(with_causes(&error)),
        false if error.is_timeout() => Trouble::Silent,
        false => Trouble::Connection(with_causes(&error.without_url())),
    }
}

fn of_hub(error: HFError) -> Trouble {
    let context = match error {
        HFError::Request { source, .. } => return of_transport(source),
        HFError::RevisionNotFound {
            context: Some(context), ..
        } if context.error_code.is_none() => {
            return of_status(context.status, Some("RevisionNotFound"), None);
        }
        HFError::RevisionNotFound {
            context: Some(context), ..
        }
        | HFError::RepoNotFound {
            context: Some(context), ..
        } => context,
        HFError::RateLimited { retry_after, context } => {
            return of_status(context.status, context.error_code.as_deref(), retry_after);
        }
        HFError::Http { context } | HFError::AuthRequired { context } | HFError::Forbidden { context } => context,
        error => return Trouble::Answer(error.to_string()),
    };
    of_status(context.status, context.error_code.as_deref(), None)
}

/// An error with what caused it, in a line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut lines: Vec<String> = causes.map(ToString::to_string).collect();
    lines.dedup();
    lines.join(": ")
}

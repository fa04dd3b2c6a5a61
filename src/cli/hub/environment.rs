//! What the environment says of the hub, in the words that all its tools know.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::anyhow;

use crate::cli::fault::Fault;
use crate::hub::Connection;

/// Where models come from if the environment says nothing else.
const HUB: &str = "https://huggingface.co";
/// How long nothing may come before a request is given up, if the environment says nothing else.
const STALL: Duration = Duration::from_secs(20);

/// What shows the hub who asks.
pub struct Token {
    /// The token.
    pub value: String,
    /// Where it was found.
    pub place: TokenPlace,
}

/// Where a token was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenPlace {
    /// In `HF_TOKEN`.
    Variable,
    /// In a file, as the tools of the hub keep it.
    File(PathBuf),
}

/// The environment, and the folder of the user.
struct Environment<'e> {
    variable: &'e dyn Fn(&str) -> Option<OsString>,
    home: Option<PathBuf>,
}

/// The folder of the cache of the hub.
pub fn cache_folder() -> PathBuf {
    Environment::ours().cache_folder()
}

/// The address of the hub.
pub fn endpoint() -> String {
    text("HF_ENDPOINT").unwrap_or_else(|| HUB.to_owned())
}

/// What the hub is reached by.
pub fn connection(token: Option<&Token>) -> Result<Connection, Fault> {
    Ok(Connection {
        endpoint: checked_endpoint()?,
        token: token.map(checked_token).transpose()?,
        stall: stall()?,
    })
}

/// What shows the hub who asks: as the tools of the hub look for it.
pub fn token() -> Option<Token> {
    if text("HF_HUB_DISABLE_IMPLICIT_TOKEN").is_some() {
        return None;
    }
    let kept = || {
        let path = Environment::ours().token_file();
        Some((fs_err::read_to_string(&path).ok()?, TokenPlace::File(path)))
    };
    let given = text("HF_TOKEN").map(|token| (token, TokenPlace::Variable));
    let (value, place) = given.or_else(kept)?;
    let value = value.trim().to_owned();
    (!value.is_empty()).then_some(Token { value, place })
}

impl TokenPlace {
    /// Where it is, and what would take it away.
    pub fn words(&self) -> (String, &'static str) {
        match self {
            TokenPlace::Variable => ("HF_TOKEN".to_owned(), "unset it"),
            TokenPlace::File(path) => (format!("the file `{}`", path.display()), "remove it"),
        }
    }
}

fn checked_endpoint() -> Result<String, Fault> {
    let endpoint = endpoint();
    match ["http://", "https://"]
        .iter()
        .any(|scheme| endpoint.starts_with(scheme))
    {
        true => Ok(endpoint),
        false => {
            let what = anyhow!("HF_ENDPOINT is `{endpoint}`, which is no address");
            Err(Fault::usage(what).with_hint("expected one that begins with https://, as https://huggingface.co"))
        }
    }
}

fn checked_token(token: &Token) -> Result<String, Fault> {
    if token.value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(token.value.clone());
    }
    let (place, _) = token.place.words();
    let what = anyhow!("{place} holds no token: there are blanks or letters in it that no token has");
    Err(Fault::usage(what).with_hint(format!(
        "copy the token anew from {}/settings/tokens",
        endpoint().trim_end_matches('/')
    )))
}

fn stall() -> Result<Duration, Fault> {
    let Some(seconds) = text("HF_HUB_DOWNLOAD_TIMEOUT") else {
        return Ok(STALL);
    };
    match seconds.trim().parse::<u64>() {
        Ok(seconds) => Ok(Duration::from_secs(seconds.max(1))),
        Err(_) => {
            let what = anyhow!("HF_HUB_DOWNLOAD_TIMEOUT is `{seconds}`: expected a whole number of seconds");
            Err(Fault::usage(what).with_hint("unset it, or set it to 60 if the connection is slow"))
        }
    }
}

/// A variable; an empty one is none.
fn text(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Environment<'_> {
    fn ours() -> Self {
        Environment {
            variable: &|name| std::env::var_os(name),
            home: std::env::home_dir(),
        }
    }

    fn cache_folder(&self) -> PathBuf {
        self.path("HF_HUB_CACHE")
            .or_else(|| self.path("HUGGINGFACE_HUB_CACHE"))
            .unwrap_or_else(|| self.hub_home().join("hub"))
    }

    fn token_file(&self) -> PathBuf {
        self.path("HF_TOKEN_PATH")
            .unwrap_or_else(|| self.hub_home().join("token"))
    }

    fn hub_home(&self) -> PathBuf {
        let caches = || self.path("XDG_CACHE_HOME").unwrap_or_else(|| self.at_home(".cache"));
        self.path("HF_HOME").unwrap_or_else(|| caches().join("huggingface"))
    }

    /// A path, with the folder of the user for a `~` before it.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let path = PathBuf::from((self.variable)(name).filter(|value| !value.is_empty())?);
        Some(match path.strip_prefix("~") {
            Ok(rest) => self.at_home(rest),
            Err(_) => path,
        })
    }

    fn at_home(&self, rest: impl AsRef<Path>) -> PathBuf {
        self.home.as_deref().unwrap_or(Path::new("")).join(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_where_all_tools_look_for_it() {
        for (variables, cache, token) in [
            (
                &[][..],
                "/home/u/.cache/huggingface/hub",
                "/home/u/.cache/huggingface/token",
            ),
            (&[("HF_HUB_CACHE", "/c"), ("HF_HOME", "/h")], "/c", "/h/token"),
            (
                &[("HF_HUB_CACHE", ""), ("HUGGINGFACE_HUB_CACHE", "/old")],
                "/old",
                "/home/u/.cache/huggingface/token",
            ),
            (
                &[("HF_HOME", "~/models"), ("XDG_CACHE_HOME", "/x")],
                "/home/u/models/hub",
                "/home/u/models/token",
            ),
            (
                &[("XDG_CACHE_HOME", "/x"), ("HF_HOME", "")],
                "/x/huggingface/hub",
                "/x/huggingface/token",
            ),
            (
                &[("HF_HUB_CACHE", "~/c"), ("HF_TOKEN_PATH", "~/t")],
                "/home/u/c",
                "/home/u/t",
            ),
        ] {
            let known = |name: &str| variables.iter().find(|(known, _)| *known == name);
            let environment = Environment {
                variable: &|name| known(name).map(|(_, value)| OsString::from(value)),
                home: Some(PathBuf::from("/home/u")),
            };
            assert_eq!(environment.cache_folder(), Path::new(cache), "{variables:?}");
            assert_eq!(environment.token_file(), Path::new(token), "{variables:?}");
        }
    }
}

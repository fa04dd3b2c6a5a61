//! Addresses of files on the hub.

/// The address of a file, on the hub or on another server that speaks as the hub does. `revision` may be a commit's digits.
pub fn address(endpoint: &str, owner: &str, name: &str, revision: &str, path: &str) -> String {
    let endpoint = endpoint.trim_end_matches('/');
    let (revision, path) = (encoded(revision, b""), encoded(path, b"/"));
    format!("{endpoint}/{owner}/{name}/resolve/{revision}/{path}")
}

/// A text in the letters that a part of an address may have, and in those that are `kept`.
fn encoded(text: &str, kept: &[u8]) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte);
    let bytes = text.bytes().map(|byte| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_cannot_hold_is_encoded() {
        assert_eq!(
            address("http://hub/", "o", "a", "refs/pr/1?", "x/5% é+#.json"),
            "http://hub/o/a/resolve/refs%2Fpr%2F1%3F/x/5%25%20%C3%A9%2B%23.json"
        );
    }
}

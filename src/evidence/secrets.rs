//! The secrets of a run. Some are learnt with every request, and every text that is kept is searched for all of them: a search
//! costs what the text is long, however many there are.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

/// Bytes of the shortest that is looked for: `1` or `nl` would tear every page apart.
pub(super) const SHORTEST: usize = 6;

/// Secrets, each with the token that stands for it, by the bytes they begin with.
#[derive(Default)]
pub(super) struct Secrets(HashMap<[u8; SHORTEST], BTreeMap<String, String>>);

impl Secrets {
    /// Remembers one, with the token it had first. One that is too short is left alone.
    pub(super) fn learn(&mut self, secret: String, token: &str) {
        if let Some(begin) = secret.as_bytes().first_chunk() {
            self.0.entry(*begin).or_default().entry(secret).or_insert_with(|| token.to_owned());
        }
    }

    /// Those that stand in the text, with their tokens; longest first, where one contains another.
    pub(super) fn within(&self, text: &str) -> Vec<(&str, &str)> {
        let bytes = text.as_bytes();
        let begun = bytes.windows(SHORTEST).enumerate().filter_map(|(at, begin)| Some((at, self.0.get(begin)?)));
        let stands = begun.flat_map(|(at, secrets)| {
            secrets.iter().filter(move |(secret, _)| bytes[at..].starts_with(secret.as_bytes()))
        });
        let found: BTreeSet<_> = stands.map(|(secret, token)| (Reverse(secret.len()), secret, token)).collect();
        found.into_iter().map(|(_, secret, token)| (secret.as_str(), token.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_stands_in_a_text_the_longest_first() {
        let mut secrets = Secrets::default();
        for (secret, token) in [("geheim", "a"), ("geheim-2", "b"), ("geheim-3", "c"), ("kort", "d"), ("geheim", "e")] {
            secrets.learn(secret.to_owned(), token);
        }
        assert_eq!(secrets.within("x geheim-2 kort geheim"), [("geheim-2", "b"), ("geheim", "a")]);
        assert!(secrets.within("gehei").is_empty() && secrets.within("").is_empty());
    }
}

//! How models are told which language a text is in and which one is wanted.

use super::TokenizerError;

/// The languages of a text and of what is made of it: ISO 639-1, or the model's own codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Languages {
    /// Of the text.
    pub source: Option<String>,
    /// Of the output.
    pub target: Option<String>,
}

/// Codes of one language: ISO 639-1, NLLB, mBART-50, ISO 639-3.
const CODES: [[&str; 4]; 8] = [
    ["kk", "kaz_Cyrl", "kk_KZ", "kaz"],
    ["ru", "rus_Cyrl", "ru_RU", "rus"],
    ["en", "eng_Latn", "en_XX", "eng"],
    ["uk", "ukr_Cyrl", "uk_UA", "ukr"],
    ["tr", "tur_Latn", "tr_TR", "tur"],
    ["ky", "kir_Cyrl", "ky_KG", "kir"],
    ["uz", "uzn_Latn", "uz_UZ", "uzb"],
    ["zh", "zho_Hans", "zh_CN", "zho"],
];

/// The ways of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// No language is named: the model has one pair, or none.
    Plain,
    /// NLLB, mBART-50 and M2M-100: a token for the source before the text, one for the target as the first of the output.
    Both,
    /// MADLAD-400, and OPUS-MT with several targets: a token for the target before the text.
    TargetBefore,
}

/// Whether a token names the target of an OPUS-MT model: `>>rus<<`.
pub fn is_opus_target(token: &str) -> bool {
    token.starts_with(">>") && token.ends_with("<<")
}

impl Convention {
    /// The way of a model, from its type and from what `any` finds in its vocabulary.
    pub fn of(model_type: &str, any: impl Fn(fn(&str) -> bool) -> bool) -> Self {
        match model_type {
            "mbart" | "m2m_100" => Convention::Both,
            "marian" if any(is_opus_target) => Convention::TargetBefore,
            "t5" if any(|token| token == "<2en>") => Convention::TargetBefore,
            _ => Convention::Plain,
        }
    }

    /// The token before a text.
    pub fn prefix(
        self,
        languages: &Languages,
        id: impl Fn(&str) -> Option<u32>,
    ) -> Result<Option<u32>, TokenizerError> {
        match self {
            Convention::Plain => Ok(None),
            Convention::Both => find(languages.source.as_deref(), "source", id).map(Some),
            Convention::TargetBefore => find(languages.target.as_deref(), "target", id).map(Some),
        }
    }

    /// The first token of an output.
    pub fn forced_first(
        self,
        languages: &Languages,
        id: impl Fn(&str) -> Option<u32>,
    ) -> Result<Option<u32>, TokenizerError> {
        match self {
            Convention::Both => find(languages.target.as_deref(), "target", id).map(Some),
            Convention::Plain | Convention::TargetBefore => Ok(None),
        }
    }
}

fn find(language: Option<&str>, side: &'static str, id: impl Fn(&str) -> Option<u32>) -> Result<u32, TokenizerError> {
    let language = language.ok_or(TokenizerError::Unnamed(side))?;
    let tried = tokens_for(language);
    let found = tried.iter().find_map(|token| id(token));
    found.ok_or_else(|| TokenizerError::Language {
        language: language.to_owned(),
        tried,
    })
}

/// ISO 639-1 for any code of a language that we know.
pub fn iso(language: &str) -> &str {
    let code = language.trim_matches(['<', '>', '_']).trim_start_matches('2');
    let known = CODES.iter().find(|codes| codes.contains(&code));
    known.map_or(language, |codes| codes[0])
}

/// The tokens that may stand for a language.
fn tokens_for(language: &str) -> Vec<String> {
    let known = CODES.iter().find(|codes| codes.contains(&language));
    match known {
        Some([iso, nllb, mbart, name]) => vec![
            (*nllb).to_owned(),
            (*mbart).to_owned(),
            format!("__{iso}__"),
            format!("<2{iso}>"),
            format!(">>{nllb}<<"),
            format!(">>{name}<<"),
        ],
        None => vec![
            language.to_owned(),
            format!("__{language}__"),
            format!("<2{language}>"),
            format!(">>{language}<<"),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_naming_kazakh() {
        let languages = Languages {
            source: Some("ru".to_owned()),
            target: Some("kk".to_owned()),
        };
        let of = |vocabulary: &'static [&'static str]| {
            move |token: &str| {
                vocabulary
                    .iter()
                    .position(|known| *known == token)
                    .map(|place| place as u32)
            }
        };
        let nllb = of(&["</s>", "rus_Cyrl", "kaz_Cyrl"]);
        let both = Convention::of("m2m_100", |_| false);
        assert_eq!(both.prefix(&languages, nllb).expect("known"), Some(1));
        assert_eq!(both.forced_first(&languages, nllb).expect("known"), Some(2));
        assert_eq!(
            both.prefix(&languages, of(&["__en__", "__kk__", "__ru__"]))
                .expect("known"),
            Some(2)
        );
        let madlad = of(&["<2en>", "<2kk>"]);
        let before = Convention::of("t5", |wanted| wanted("<2en>"));
        assert_eq!(before.prefix(&languages, madlad).expect("known"), Some(1));
        assert_eq!(before.forced_first(&languages, madlad).expect("known"), None);
        assert_eq!(Convention::of("t5", |_| false), Convention::Plain);
        let opus = of(&[">>ukr<<", ">>kaz_Cyrl<<", ">>rus<<"]);
        let marian = Convention::of("marian", |wanted| wanted(">>rus<<"));
        assert_eq!(marian.prefix(&languages, opus).expect("known"), Some(1));
        let russian = Languages {
            source: None,
            target: Some("rus".to_owned()),
        };
        assert_eq!(marian.prefix(&russian, opus).expect("known"), Some(2));
        assert_eq!(Convention::of("marian", |_| false), Convention::Plain);
        assert_eq!(
            [iso(">>kaz<<"), iso("__ru__"), iso("<2en>"), iso("fra")],
            ["kk", "ru", "en", "fra"]
        );
        let error = both.prefix(&languages, of(&["fra_Latn"])).expect_err("unknown");
        assert_eq!(
            error.to_string(),
            "the model does not know the language `ru`: its vocabulary has none of rus_Cyrl, ru_RU, __ru__, <2ru>, >>rus_Cyrl<<, >>rus<<"
        );
        let own = Languages {
            source: Some("fra_Latn".to_owned()),
            target: None,
        };
        assert_eq!(both.prefix(&own, of(&["fra_Latn"])).expect("known"), Some(0));
        assert!(both.forced_first(&own, of(&["fra_Latn"])).is_err());
    }
}

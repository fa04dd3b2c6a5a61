use Locale::{En, Kk, Ru};
use proptest::prelude::*;

use super::*;

const GLOSSARY: &str = "\
term,kk,ru,en
supreme-court,Жоғарғы Сот,Верховный суд,Supreme Court
court,сот,суд,court
akimat,әкімдік|қала әкімдігі,акимат,akimat|city hall
un,БҰҰ,ООН,UN
kz,ҚР,РК,
finance,Қаржы министрлігі,Министерство финансов|Минфин,Ministry of Finance
president,президент,президент,president
press,баспасөз қызметі,пресс-служба,press office
g20,G20,G20,G20
";

fn glossary() -> Glossary {
    Glossary::parse(GLOSSARY).unwrap()
}

/// The terms that are found, as the text has them, and what they should be.
fn found(text: &str, from: Locale, to: Locale) -> Vec<(String, String)> {
    let glossary = glossary();
    let matches = glossary.matches(text, from, to).into_iter();
    matches
        .map(|found| (text[found.range].to_owned(), found.target.to_owned()))
        .collect()
}

fn texts(text: &str, language: Locale) -> Vec<String> {
    let to = if language == Ru { Kk } else { Ru };
    found(text, language, to).into_iter().map(|(text, _)| text).collect()
}

fn problem(text: &str) -> String {
    Glossary::parse(text).unwrap_err().to_string()
}

#[test]
fn terms_are_found_in_any_form() {
    for (text, language, expected) in [
        ("Алматы әкімдігінің мәліметінше", Kk, vec!["әкімдігінің"]),
        (
            "Қала әкімдігіндегі жиында әкімдіктер туралы",
            Kk,
            vec!["Қала әкімдігіндегі", "әкімдіктер"],
        ),
        (
            "Жоғарғы Соттың шешімі соттарға жолданды",
            Kk,
            vec!["Жоғарғы Соттың", "соттарға"],
        ),
        ("қаржы министрлігінен хабарлады", Kk, vec!["қаржы министрлігінен"]),
        ("решение Верховного суда о судах", Ru, vec!["Верховного суда", "судах"]),
        ("ВЕРХОВНЫМ СУДОМ отменено", Ru, vec!["ВЕРХОВНЫМ СУДОМ"]),
        (
            "Министерству финансов и Минфину",
            Ru,
            vec!["Министерству финансов", "Минфину"],
        ),
        (
            "the courts and the Supreme Court's judges",
            En,
            vec!["courts", "Supreme Court's"],
        ),
        ("President’s city halls", En, vec!["President’s", "city halls"]),
        ("сообщили в пресс-службе акимата", Ru, vec!["пресс-службе", "акимата"]),
        ("Верховный\u{a0}суд", Ru, vec!["Верховный\u{a0}суд"]),
    ] {
        assert_eq!(texts(text, language), expected, "{text}");
    }
}

#[test]
fn words_that_begin_alike_are_other_words() {
    for (text, language) in [
        ("сотый сотрудник сотталды, әкім мен әкімшілік", Kk),
        ("судья и судно, судьба судака, акиматский", Ru),
        ("the courtesy of the courtyard, presidential and presidency", En),
        ("вице-президент и экс-президент", Ru),
        ("G200 мен AG20", Kk),
        ("Верховный народный судья", Ru),
        ("Верховный. Судья", Ru),
    ] {
        assert_eq!(texts(text, language), [""; 0], "{text}");
    }
}

#[test]
fn abbreviations_are_found_in_capitals_with_a_suffix() {
    for (text, language, expected) in [
        ("ҚР-ның Конституциясы, қр емес", Kk, vec!["ҚР-ның"]),
        ("БҰҰ-дағы отырыс", Kk, vec!["БҰҰ-дағы"]),
        ("генсек ООН и ооновский", Ru, vec!["ООН"]),
        ("UN-backed talks undo, Un and un", En, vec!["UN"]),
        ("the UN's view of G20’s aims", En, vec!["UN's", "G20’s"]),
        ("G20-ның саммиті", Kk, vec!["G20-ның"]),
    ] {
        assert_eq!(texts(text, language), expected, "{text}");
    }
}

#[test]
fn signs_belong_to_terms() {
    let glossary = Glossary::parse("kk,en\nАҚШ,U.S.\n«Нұр» қоры,“Nur” Fund\nэ-үкімет,E-government\n").unwrap();
    let found = |text: &str, from, to| -> Vec<String> {
        let matches = glossary.matches(text, from, to).into_iter();
        matches.map(|found| text[found.range].to_owned()).collect()
    };
    assert_eq!(found("In the U.S., u.s. or us", En, Kk), ["U.S."]);
    assert_eq!(found("\"Нұр\" қорының", Kk, En), ["\"Нұр\" қорының"]);
    assert_eq!(found("Нұр қорының", Kk, En), [""; 0]);
    assert_eq!(
        found("«Nur» Fund and the e-government", En, Kk),
        ["«Nur» Fund", "e-government"]
    );
    assert_eq!(found("Э-үкіметтің", Kk, En), ["Э-үкіметтің"]);
}

#[test]
fn the_longest_term_is_meant() {
    let pair = |text: &str, target: &str| (text.to_owned(), target.to_owned());
    assert_eq!(
        found("Верховный суд и суд", Ru, En),
        [pair("Верховный суд", "Supreme Court"), pair("суд", "court")]
    );
    // The longer one wins though the other begins first.
    let glossary = Glossary::parse("ru,en\nбольшой суд,a\nсуд высшей инстанции,b\n").unwrap();
    let text = "большой суд высшей инстанции";
    let targets: Vec<&str> = glossary
        .matches(text, Ru, En)
        .iter()
        .map(|found| found.target)
        .collect();
    assert_eq!(targets, ["b"]);
}

#[test]
fn terms_without_a_translation_and_addresses_are_passed_over() {
    assert_eq!(found("РК", Ru, En), []);
    assert_eq!(found("court@example.kz, https://court.kz/court, #court", En, Ru), []);
    assert_eq!(found("", Ru, En), []);
}

#[test]
fn a_term_that_the_translation_has_in_no_form_is_unmet() {
    let glossary = glossary();
    let unmet = |source, from, translation, to| -> Vec<String> {
        let unmet = glossary.unmet(source, from, translation, to);
        unmet.iter().map(UnmetTerm::message).collect()
    };
    let none: Vec<String> = Vec::new();
    for (source, from, translation, to) in [
        ("Решение Верховного суда", Ru, "Жоғарғы соттың шешімі", Kk),
        ("Қаржы министрлігінің мәліметінше", Kk, "По данным Минфина", Ru),
        ("Қаржы министрлігінің мәліметінше", Kk, "в Министерстве финансов", Ru),
        ("The UN's view", En, "взгляд ООН", Ru),
        ("Мәселе БҰҰ-да", Kk, "at the UN", En),
        (
            "әкімдік хабарлады, әкімдік растады",
            Kk,
            "City Hall said, and it confirmed",
            En,
        ),
        ("The vice president spoke", En, "Выступил вице-президент", Ru),
    ] {
        assert_eq!(unmet(source, from, translation, to), none, "{source}");
    }
    assert_eq!(
        unmet(
            "Решения Верховного суда и Верховный суд",
            Ru,
            "Жоғары соттың шешімі",
            Kk
        ),
        ["the glossary wants “Жоғарғы Сот” for “Верховного суда”"]
    );
    assert_eq!(
        unmet("әкімдігінде", Kk, "in the mayor's office", En),
        ["the glossary wants “akimat” or “city hall” for “әкімдігінде”"]
    );
    assert_eq!(
        unmet("взгляд ООН", Ru, "the un view", En),
        ["the glossary wants “UN” for “ООН”"]
    );
}

#[test]
fn a_text_can_have_the_terms_of_the_other_language() {
    let glossary = glossary();
    assert_eq!(
        glossary.with_terms("Суд передал дело Верховному суду РК.", Ru, Kk),
        "Сот передал дело Жоғарғы Сот ҚР."
    );
    assert_eq!(glossary.with_terms("ҚР-ның әкімдігінде", Kk, Ru), "РК акимат");
    assert_eq!(glossary.with_terms("Баға өсті.", Kk, Ru), "Баға өсті.");
}

#[test]
fn prompts_get_each_term_once() {
    let glossary = glossary();
    assert_eq!(
        glossary.lines("Суды, Верховный суд, о судах и Минфине", Ru, En),
        [
            ("суд", "court"),
            ("Верховный суд", "Supreme Court"),
            ("Минфин", "Ministry of Finance")
        ]
    );
}

#[test]
fn files_of_any_spreadsheet_are_read() {
    let same = Glossary::parse("kk,ru\nсот,\"суд\"\n").unwrap();
    for text in [
        "\u{feff}kk;ru\r\nсот;суд\r\n",
        "kk\tru\nсот\tсуд",
        "# courts\n\n KK , Ru \n# more\n\nсот , суд,\n,,\n",
        "ru,kk\nсуд,сот\n",
        "term,kk,ru,en\n,сот,суд\n",
        "kk,ru\nсот|сот,суд|\n",
    ] {
        let glossary = Glossary::parse(text).unwrap();
        assert_eq!(glossary.canonical(), same.canonical(), "{text}");
        assert_eq!(glossary, same, "{text}");
    }
    let quoted = Glossary::parse("ru,en\n\"суд, высший\",\"the \"\"High\"\" Court\"\n").unwrap();
    assert_eq!(
        quoted.lines("суд, высший", Ru, En),
        [("суд, высший", "the \"High\" Court")]
    );
    assert!(Glossary::parse("kk,ru\n").unwrap().is_empty() && !same.is_empty());
    assert_ne!(
        Glossary::parse("kk,ru\nсот,сот\n").unwrap().canonical(),
        same.canonical()
    );
}

#[test]
fn entries_say_what_they_are_called() {
    let glossary = glossary();
    let found = &glossary.matches("акимат", Ru, Kk)[0];
    assert_eq!(found.entry.name(), "akimat");
    assert_eq!(found.entry.terms(En).collect::<Vec<_>>(), ["akimat", "city hall"]);
    assert_eq!(found.entry.preferred(Kk), Some("әкімдік"));
    assert_eq!(glossary.matches("РК", Ru, Kk)[0].entry.preferred(En), None);
}

#[test]
fn errors_name_the_line_and_what_is_wrong() {
    for (text, message) in [
        (
            "",
            "line 1: a header is missing; the first line names the columns, as `term,kk,ru,en`",
        ),
        (
            "# only this\n\n",
            "line 1: a header is missing; the first line names the columns, as `term,kk,ru,en`",
        ),
        (
            "сот,суд\n",
            "line 1: a header is missing; the first line names the columns, as `term,kk,ru,en`",
        ),
        (
            "#\nkk,ru,fr\n",
            "line 2: the header has “fr”; columns are term, kk, ru and en",
        ),
        ("kk,ru,KK\n", "line 1: the header has “KK” twice"),
        (
            "term,ru\n",
            "line 1: the header names fewer than two of the languages kk, ru and en",
        ),
        (
            "kk,ru\n\n# a\nсот,\"суд\nсот,суд\n",
            "line 4: a quotation mark is not closed; a cell ends on its line, and a quotation mark in it is written twice",
        ),
        (
            "kk,ru\nсот,суд, трибунал\n",
            "line 2: there are 3 cells for 2 columns; a cell that has the delimiter in it needs quotation marks",
        ),
        (
            "term,kk,ru\ncourt,сот,\n",
            "line 2: a term needs at least two of the languages kk, ru and en",
        ),
        ("kk,ru\nсот,–\n", "line 2: “–” has neither letters nor digits"),
        (
            "kk,ru\nсот,суд\nәділ сот,Суд\n",
            "line 3: “Суд” (ru) has other translations on line 2; give all of them in one row, with | between them",
        ),
    ] {
        assert_eq!(problem(text), message, "{text}");
    }
}

#[test]
fn a_term_may_stand_in_several_rows_that_agree() {
    for text in [
        "kk,ru,en\nсот,суд,\nсот,,court\n",
        "kk,ru\nсот,суд\nсот,суд\n",
        "ru,en\nНАТО,NATO\nнато,nato\n",
        "ru,en\nСуд|суд,court\n",
    ] {
        assert!(Glossary::parse(text).is_ok(), "{text}");
    }
}

proptest! {
    #[test]
    fn matches_are_in_order_and_apart(words in prop::collection::vec(prop::sample::select(vec![
        "Верховный", "суд", "суда", "-", "ООН", "президента", "пресс", "службе", "’", "s", ",", "№", "G", "20", "акимат",
    ]), 0..12), blank in "[ ]?") {
        let text = words.join(&blank);
        for language in Locale::ALL {
            let glossary = glossary();
            let matches = glossary.matches(&text, language, Ru);
            prop_assert!(matches.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start));
            prop_assert!(matches.iter().all(|found| text.get(found.range.clone()).is_some()));
        }
    }

    #[test]
    fn a_term_itself_is_met(text in "[а-яА-Я]{2,8}( [а-яА-Я]{2,8}){0,2}") {
        let glossary = Glossary::parse(&format!("kk,ru\n{text},{text}\n")).unwrap();
        prop_assert_eq!(glossary.unmet(&text, Kk, &text, Ru), []);
        prop_assert_eq!(glossary.matches(&text, Ru, Kk).len(), 1);
    }

    #[test]
    fn nothing_panics(file in "(kk,ru\n)?\\PC{0,40}(,\\PC{0,5})?", text in "\\PC{0,40}") {
        if let Ok(glossary) = Glossary::parse(&file) {
            glossary.unmet(&text, Kk, &text, Ru);
            glossary.with_terms(&text, Ru, Kk);
        }
    }
}

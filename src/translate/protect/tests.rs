use proptest::prelude::*;

use super::*;

fn found(text: &str) -> Vec<&str> {
    protected(text).into_iter().map(|place| &text[place]).collect()
}

#[test]
fn addresses_are_found_without_what_stands_around_them() {
    for (text, expected) in [
        (
            "Өтінішті https://egov.kz/cms/kk?id=5-те беруге болады.",
            "https://egov.kz/cms/kk?id=5",
        ),
        ("Толығырақ: egov.kz-те.", "egov.kz"),
        ("подробности на сайте (www.stat.gov.kz).", "www.stat.gov.kz"),
        (
            "См. https://ru.example.org/wiki/Казах_(язык), раздел 2",
            "https://ru.example.org/wiki/Казах_(язык)",
        ),
        ("Пишите на info@example.kz, ответят за день", "info@example.kz"),
        ("Жазыңыз: mailto:info@example.kz.", "info@example.kz"),
        ("Сайт zan.gov.kz/rus/docs временно недоступен", "zan.gov.kz/rus/docs"),
        ("Read more at «https://example.com/a».", "https://example.com/a"),
        ("Портал көмек.қаз ашылды", "көмек.қаз"),
        ("Follow @qala_news for updates", "@qala_news"),
        ("Флешмоб «#ТазаҚазақстан» продлится неделю", "#ТазаҚазақстан"),
        ("#БізБіргеміз-дің қатысушылары", "#БізБіргеміз"),
        ("Құжат есеп_2024.pdf файлында", "есеп_2024.pdf"),
        ("Set the field user_id first", "user_id"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
    assert_eq!(
        found("@aqparat,@jana (a@b.kz;c@d.kz)"),
        ["@aqparat", "@jana", "a@b.kz", "c@d.kz"]
    );
}

#[test]
fn numbers_that_are_names_are_found() {
    for (text, expected) in [
        ("Анықтама: +7 701 123 45 67, тәулік бойы", "+7 701 123 45 67"),
        ("Тел. +7 (7172) 74-12-34.", "+7 (7172) 74-12-34"),
        ("звоните 8 (7172) 74-12-34 до 18:00", "8 (7172) 74-12-34"),
        ("по номеру 8 800 080 7777 бесплатно", "8 800 080 7777"),
        ("Call +44 20 7946 0958 today", "+44 20 7946 0958"),
        ("тел.: 87011234567", "87011234567"),
        ("ЖСН 850312300123 бойынша", "850312300123"),
        ("Счёт KZ86125KZT5004100100 закрыт", "KZ86125KZT5004100100"),
        ("Шот: KZ86 125K ZT50 0410 0100.", "KZ86 125K ZT50 0410 0100"),
        ("Счёт: KZ86 125K ZT50 0410 0100 2024 года", "KZ86 125K ZT50 0410 0100"),
        (
            "Pay to DE89 3704 0044 0532 0130 00 in EUR",
            "DE89 3704 0044 0532 0130 00",
        ),
        ("Закон № 123-VI вступил в силу", "123-VI"),
        ("№ 269-VIII-нің 5-бабы", "269-VIII"),
        ("приказ №45/1-п от 3 мая", "45/1-п"),
    ] {
        assert_eq!(found(text), [expected], "{text}");
    }
}

#[test]
fn ordinary_text_has_nothing_to_copy() {
    for text in [
        "и т.д., и т.п., т.е. так",
        "12.05.2024 жылғы шешім бойынша 5-6 адам келді.",
        "Қазақстан.Ол жақта күн жылы.Ертең де.",
        "He came home.It was late; e.g. at 10:30 p.m. in the U.S.",
        "Бюджет составил 8 500 000 000 тенге, или 1,5 млрд.",
        "8 701 123 адам қатысты, 87 011 234 теңге жиналды",
        "На 8 2024 год ни одного, счёт 3:2, 1/2 финала.",
        "Температура +15…+20 градусов, курс +0,5 %.",
        "№ 5 мектеп, №12 лицей, № 5-мектеп, школа № 124.",
        "ҚР-ның АЭС-і, COVID-19 и Ту-154, 2024-2025 жж., G20",
        "км/ч, руб./кг, он/она, 20 000-25 000",
        "Его # 1 в списке, C# и @ на клавиатуре",
        "в 1990-х гг. 120000 человек",
        "UN and EU officials met at 5 p.m.,and left.",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn what_is_not_copied_letter_by_letter_is_missing() {
    let source = "Өтініш egov.kz-те, тел. +7 701 123 45 67, № 123-VI заң, egov.kz.";
    assert_eq!(
        missing(source, "Заявка на «egov.kz», тел. (+7 701 123 45 67), закон № 123-VI."),
        [""; 0]
    );
    assert_eq!(
        missing(source, "Заявка на egov.kz/ru, тел. +7 701 123 45 76, закон № 123-VIII."),
        ["egov.kz", "+7 701 123 45 67", "123-VI"]
    );
    assert_eq!(missing("@aqparat", "@aqparat2 мен x@aqparat"), ["@aqparat"]);
    assert_eq!(missing("#алға", "Тег #алға-ның"), [""; 0]);
    assert_eq!(missing("gov.kz", "egov.kz, my-gov.kz, stat.gov.kz"), ["gov.kz"]);
}

#[test]
fn a_masked_text_gets_everything_back() {
    let masked = Masked::of("Сайт egov.kz-те, тел. +7 701 123 45 67.");
    assert_eq!(masked.text(), "Сайт DN1-те, тел. DN2.");
    assert!(!masked.is_bare());
    for (translation, restored) in [
        ("On DN1, tel. DN2.", "On egov.kz, tel. +7 701 123 45 67."),
        ("On dn1, tel. DN 2.", "On egov.kz, tel. +7 701 123 45 67."),
        ("Tel. D N 2 (Dn-1)", "Tel. +7 701 123 45 67 (egov.kz)"),
    ] {
        assert_eq!(masked.restore(translation).as_deref(), Some(restored));
    }
}

#[test]
fn a_placeholder_that_is_lost_doubled_or_changed_spoils_the_translation() {
    let masked = Masked::of("egov.kz, stat.gov.kz");
    for spoiled in [
        "DN1",
        "DN1, DN1, DN2",
        "DN1 and DN22",
        "DN1, DX2",
        "DN1, DN2, DN3",
        "DN1, 2",
        "aDN1, DN2",
        "DN0 DN1 DN2",
        "DN1 DN2 DN99999999999999999999999",
        "ДН1, ДН2",
    ] {
        assert_eq!(masked.restore(spoiled), None, "{spoiled}");
    }
    let bare = Masked::of("Баға өсті.");
    assert!(bare.is_bare());
    assert_eq!(bare.restore("Prices rose."), Some("Prices rose.".to_owned()));
}

#[test]
fn placeholders_are_no_words_of_the_text() {
    let masked = Masked::of("Құбыр DN 100: egov.kz");
    assert_eq!(masked.text(), "Құбыр DN 100: FL1");
    assert_eq!(
        masked.restore("Труба DN 100: FL1").as_deref(),
        Some("Труба DN 100: egov.kz")
    );
    assert_eq!(
        Masked::of("Couldn 1, DN, DNA: egov.kz").text(),
        "Couldn 1, DN, DNA: DN1"
    );
    assert!(Masked::of("DN1 fl2 GR-3 SN 4 L D 5 NF6: egov.kz").is_bare());
}

#[test]
fn endless_words_take_no_long_time() {
    for part in ["www.a)", "8 8 ", "№1-", "KZ12 ", "@ab,", "+7 ", "a_", "DN", "dn1 @ab "] {
        let text = part.repeat(5_000);
        assert_eq!(missing(&text, &text), [""; 0], "{part}");
        assert_eq!(
            Masked::of(&text).restore(""),
            None.or(Masked::of(&text).is_bare().then(String::new)),
            "{part}"
        );
    }
}

/// Texts that are made of what the rules look at.
fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[а-яәіғ]{1,6}",
        "[a-zA-Z0-9]{1,6}",
        "[ .,:;()@#/+_№«»DNdn-]{1,3}",
        Just("https://".to_owned()),
        Just("egov.kz".to_owned()),
        Just("8 701 123 45 67".to_owned()),
        Just("KZ86 125K ".to_owned()),
        Just("-ның ".to_owned()),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn places_are_in_order_and_a_text_misses_nothing_of_itself(text in texts()) {
        let places = protected(&text);
        prop_assert!(places.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(places.iter().all(|place| text.get(place.clone()).is_some_and(|part| !part.is_empty())));
    }

    #[test]
    fn what_is_masked_can_be_put_back(text in texts()) {
        let masked = Masked::of(&text);
        prop_assert_eq!(masked.restore(masked.text()), Some(text));
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,60}", other in "\\PC{0,60}") {
        missing(&text, &other);
        Masked::of(&text).restore(&other);
    }
}

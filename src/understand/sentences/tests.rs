use proptest::prelude::*;

use super::*;

/// The sentences of a text in which `|` marks where one should begin.
#[track_caller]
fn check(marked: &str) {
    let block = marked.replace('|', "");
    let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
    let found: Vec<&str> = Splitter::new()
        .split(&block)
        .into_iter()
        .map(|range| &block[range])
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn plain_sentences() {
    check("Бұл бірінші. |Бұл екінші! |Бұл үшінші ме? |Иә.");
    check("Первое предложение. |Второе… |Третье.");
    check("One. |Two? |Three!");
    check("Без точки");
}

#[test]
fn abbreviations_and_initials_go_on() {
    check("Он прибыл в г. Астане 5 мая. |Встреча прошла хорошо.");
    check("Министр А. Б. Иванов и проф. Петров подписали документ. |Его одобрили.");
    check("Mr. Amreyev thanked the U.S. President. |He left.");
    check("It was on Jan. 5 in the U.S. |The plan failed.");
    check("2019 ж. 14 наурыз күні өтті. |Жиынға министр қатысты.");
    check("Алма, өрік, т.б. жемістер сатылды. |Баға өсті.");
    check("Қазы, қарта, жая, т.б. |Бұл тағамдар дайын.");
    check("Выделено 5,5 млрд. тенге. |Деньги освоены.");
    check("Құны 5 млрд. АҚШ доллары. |Жоба басталды.");
    check("Население составило 20 млн. |Рост продолжается.");
    check("Завод построен в 2019 г. |Он работает.");
    check("С. Мұқанов пен Ж. Аймауытов келді. |Олар сөйледі.");
}

#[test]
fn numbers_and_lists() {
    check("1. Бірінші мәселе қаралды.");
    check("Рост составил 12.5 процента. |Это рекорд.");
    check("Это было в 2019. |Потом всё изменилось.");
    check("Тергеу басталды. |44 жастағы әйел табылды.");
    check("Выделено 5 млн. 300 тыс. тенге на ст. 5 закона. |12 человек довольны.");
}

#[test]
fn quotations() {
    check("«Ну что? Поехали!» – сказал он. |Все встали.");
    check("«Бізге көмек керек», – деді әкім. |Ол кетті.");
    check("«Мы готовы к переговорам». |Так ответил министр.");
    check("\"We are ready.\" |The minister left.");
    check("\"Мы готовы к работе. И мы её сделаем\", – сказал Ху. |Он не назвал срока.");
    check("“Олар жеңді.” – деп айтты ол. |Жиын бітті.");
    check(
        "«Цены на зерно выросли в этом году почти вдвое по сравнению с прошлым. |Мы ждём, что к осени они вернутся к прежнему уровню», – сказал он.",
    );
}

#[test]
fn missing_blanks_and_addresses() {
    check("Об этом ведомство сообщает.|В ответ министерство промолчало.");
    check("См. сайт Kazinform.kz и www.gov.kz сегодня. |Всё там.");
    check("Версия 2.0 вышла. |Она лучше.");
}

proptest! {
    #[test]
    fn sentences_rebuild_the_text(block in "([А-ЯӘа-яқA-Za-z0-9.!?…»«\"“” ,:–-]{0,12} ){0,12}") {
        let block = crate::understand::normalize::normalize(&block);
        let sentences = Splitter::new().split(&block);
        let mut end = 0;
        for range in &sentences {
            prop_assert!(block[end..range.start].trim().is_empty());
            prop_assert!(!range.is_empty());
            end = range.end;
        }
        prop_assert!(block[end..].trim().is_empty());
    }

    #[test]
    fn nothing_panics(block in "\\PC{0,60}") {
        Splitter::new().split(&block);
    }
}

/// At least as many hard cases as there are here, in three languages, all of them right.
#[test]
fn hard_cases() {
    let cases: Vec<&str> = include_str!("cases.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    assert!(cases.len() >= 150, "{}", cases.len());
    let wrong: Vec<String> = cases
        .into_iter()
        .filter_map(|marked| {
            let block = marked.replace('|', "");
            let found: Vec<&str> = Splitter::new()
                .split(&block)
                .into_iter()
                .map(|range| &block[range])
                .collect();
            let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
            (found != expected).then(|| found.join(" | "))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

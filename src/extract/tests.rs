use super::*;
use crate::article::Article;
use crate::understand::normalize;
use crate::understand::tests::article;
use crate::understand::understand;

fn facts_of(article: &Article) -> Vec<Fact> {
    let reading = understand(article).expect("a reading");
    extract(&[reading]).remove(0)
}

/// The facts of a text published on 14 March 2019, each as `text = value`.
fn found(text: &str) -> Vec<String> {
    let mut article = article(text);
    article.date = Some(jiff::civil::date(2019, 3, 14));
    let facts = facts_of(&article);
    for fact in &facts {
        let slice = fact.spans[0].slice(text).expect("inside");
        assert_eq!(normalize(slice), fact.text);
    }
    facts
        .iter()
        .map(|fact| format!("{} = {}", fact.text, canonical(&fact.value)))
        .collect()
}

fn canonical(value: &Value) -> String {
    let json = serde_json::to_value(value).expect("json");
    json["value"].to_string().replace('"', "")
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(text), expected, "{text}");
}

#[test]
fn sums_of_money() {
    check(
        "Выделено 5,5 млрд тенге.",
        &["5,5 млрд тенге = {amount:5500000000,currency:KZT}"],
    );
    check(
        "Выделено около 1 250 000 тенге.",
        &["1 250 000 тенге = {amount:1250000,currency:KZT,bound:about}"],
    );
    check(
        "Бұған 5,5 млрд. теңгеден астам қаржы бөлінді.",
        &["5,5 млрд. теңгеден астам = {amount:5500000000,currency:KZT,bound:at_least}"],
    );
    check(
        "Құны 10 миллионнан астам АҚШ доллары болды.",
        &["10 миллионнан астам АҚШ доллары = {amount:10000000,currency:USD,bound:at_least}"],
    );
    check(
        "The loan is worth $12.5 million.",
        &["$12.5 million = {amount:12500000,currency:USD}"],
    );
    check(
        "It cost US$3bn, or more than 40 million euros.",
        &[
            "US$3bn = {amount:3000000000,currency:USD}",
            "40 million euros = {amount:40000000,currency:EUR,bound:at_least}",
        ],
    );
    check(
        "Цена составит от 2 до 3 млн долларов США.",
        &["от 2 до 3 млн долларов США = {min:2000000,max:3000000,currency:USD}"],
    );
    check(
        "Сумма – 5–7 млн рублей.",
        &["5–7 млн рублей = {min:5000000,max:7000000,currency:RUB}"],
    );
    check("Общая сумма 5 сотрудников.", &[]);
    check(
        "Цена упала с 95 тыс. до 82 тыс. тенге за тонну.",
        &[
            "95 тыс. = {amount:95000,currency:KZT}",
            "82 тыс. тенге = {amount:82000,currency:KZT}",
        ],
    );
    check(
        "Prices fell from 95,000 to 82,000 tenge.",
        &[
            "95,000 = {amount:95000,currency:KZT}",
            "82,000 tenge = {amount:82000,currency:KZT}",
        ],
    );
    check(
        "Выплатили 300 тыс. руб. и 20 долл. США.",
        &[
            "300 тыс. руб = {amount:300000,currency:RUB}",
            "20 долл. США = {amount:20,currency:USD}",
        ],
    );
}

#[test]
fn percentages() {
    check("Рост составил 12,5 %.", &["12,5 % = {amount:12.5,unit:%}"]);
    check(
        "Рост от 5 до 7 процентов.",
        &["от 5 до 7 процентов = {min:5,max:7,unit:%}"],
    );
    check("Баға 12,5 пайызға өсті.", &["12,5 пайызға = {amount:12.5,unit:%}"]);
    check("Халықтың 60%-дан астамы келді.", &["60% = {amount:60,unit:%}"]);
    check(
        "Халықтың 60 пайыздан астам бөлігі келді.",
        &["60 пайыздан астам = {amount:60,unit:%,bound:at_least}"],
    );
    check(
        "Prices rose 5 per cent, up to 8% in towns.",
        &["5 per cent = {amount:5,unit:%}", "8% = {amount:8,unit:%,bound:at_most}"],
    );
    check("Ставка выросла на 2 процентных пункта.", &[]);
    check(
        "Доля снизится с 30 до 12 процентов.",
        &["30 = {amount:30,unit:%}", "12 процентов = {amount:12,unit:%}"],
    );
}

#[test]
fn dates_of_every_precision() {
    check(
        "Встреча прошла 14 марта 2019 года в зале.",
        &["14 марта 2019 года = 2019-03-14"],
    );
    check("Встреча пройдёт 5 мая.", &["5 мая = 2019-05-05"]);
    check("Встреча была 25 декабря.", &["25 декабря = 2018-12-25"]);
    check(
        "Жиын 2019 жылғы 14 наурызда өтті.",
        &["2019 жылғы 14 наурызда = 2019-03-14"],
    );
    check("The bank opened on May 5, 2018.", &["May 5, 2018 = 2018-05-05"]);
    check("Завод построили в 2009 году.", &["2009 году = 2009"]);
    check("It was founded in 2009 at the initiative of them.", &["2009 = 2009"]);
    check("Ол 2009 жылы құрылды.", &["2009 жылы = 2009"]);
    check(
        "The session was held in early March in the city.",
        &["early March = 2019-03-01/2019-03-10"],
    );
    check(
        "Заседание пройдёт в начале марта.",
        &["начале марта = 2019-03-01/2019-03-10"],
    );
    check("It will be held this autumn in the city.", &["this autumn = 2019-23"]);
    check("Саммит пройдёт осенью.", &["осенью = 2019-23"]);
    check("Саммит пройдёт осенью 2020 года.", &["осенью 2020 года = 2020-23"]);
    check("Саммит биыл күзде өтеді.", &["биыл күзде = 2019-23"]);
    check("Жоба 2015–2020 жылдарға арналған.", &["2015–2020 жылдарға = 2015/2020"]);
    check("Это было в 1990-х годах.", &["1990-х годах = 199X"]);
    check("It was so in the 1990s.", &["1990s = 199X"]);
    check("Рост начался в марте.", &["марте = 2019-03"]);
    check(
        "С октября по апрель цена упала.",
        &["октября по апрель = 2018-10/2019-04"],
    );
    check(
        "Prices fell between October and January.",
        &["October and January = 2018-10/2019-01"],
    );
    check(
        "Баға қазаннан сәуірге дейін түсті.",
        &["қазаннан сәуірге дейін = 2018-10/2019-04"],
    );
    check("Выборы пройдут в сентябре.", &["сентябре = null"]);
    check("Есеп биыл қарашада жарияланады.", &["биыл қарашада = 2019-11"]);
    check("Это было в ноябре прошлого года.", &["ноябре прошлого года = 2018-11"]);
    check(
        "Срок истекает 1 декабря этого года.",
        &["1 декабря этого года = 2019-12-01"],
    );
    check(
        "It expires on December 1 this year.",
        &["December 1 this year = 2019-12-01"],
    );
    check("Экспорт вырос в прошлом году.", &["прошлом году = 2018"]);
    check("There were 2019 firms and 5 may come.", &[]);
}

#[test]
fn stretches_of_days_and_years() {
    check("Визит пройдёт с 8 по 10 мая.", &["8 по 10 мая = 2019-05-08/2019-05-10"]);
    check(
        "Рекорд установлен 27–28 сентября 2014 года.",
        &["27–28 сентября 2014 года = 2014-09-27/2014-09-28"],
    );
    check(
        "Это было между 22-м и 23-м февраля.",
        &["22-м и 23-м февраля = 2019-02-22/2019-02-23"],
    );
    check(
        "Жәрмеңке 8–10 мамырда өтеді.",
        &["8–10 мамырда = 2019-05-08/2019-05-10"],
    );
    check(
        "Жұмыс маусымның 25-і – 26-сына дейін бітеді.",
        &["маусымның 25-і – 26-сына = 2019-06-25/2019-06-26"],
    );
    check(
        "The fair is open on May 8–10, 2018.",
        &["May 8–10, 2018 = 2018-05-08/2018-05-10"],
    );
    check(
        "It runs from 8 to 10 May 2018.",
        &["8 to 10 May 2018 = 2018-05-08/2018-05-10"],
    );
    check("Он работал с 1994 по 2000 год.", &["1994 по 2000 год = 1994/2000"]);
    check("He served from 1992 to 1997.", &["1992 to 1997 = 1992/1997"]);
}

#[test]
fn stretches_of_months() {
    check(
        "Экспорт вырос в январе–мае 2018 года.",
        &["январе–мае 2018 года = 2018-01/2018-05"],
    );
    check(
        "Экспорт вырос в январе-феврале текущего года.",
        &["январе-феврале текущего года = 2019-01/2019-02"],
    );
    check(
        "Экспорт 2018 жылғы қаңтар–мамыр айларында өсті.",
        &["2018 жылғы қаңтар–мамыр айларында = 2018-01/2018-05"],
    );
    check(
        "Осы жылдың қаңтар – ақпан айларында өсті.",
        &["Осы жылдың қаңтар – ақпан айларында = 2019-01/2019-02"],
    );
    check(
        "It fell in the October-to-December quarter.",
        &["October-to-December = 2018-10/2018-12"],
    );
    check(
        "Exports rose in January–May 2018.",
        &["January–May 2018 = 2018-01/2018-05"],
    );
    check(
        "It ran out in mid-January 2018.",
        &["mid-January 2018 = 2018-01-11/2018-01-20"],
    );
}

#[test]
fn decades_and_centuries() {
    check("В конце 1980-х они встретились.", &["1980-х = 198X"]);
    check("Это песни 90-х годов.", &["90-х годов = 199X"]);
    check(
        "Үй өткен ғасырдың 50-інші жылдары салынған.",
        &["өткен ғасырдың 50-інші жылдары = 195X"],
    );
    check("Songs of the 90s are back.", &["90s = 199X"]);
    check("A man in his 90s is back.", &[]);
    check("Пейзажи начала XX века проданы.", &["XX века = 19XX"]);
    check("Спор возник в середине 17-го века.", &["17-го века = 16XX"]);
    check(
        "Бұйымдар он тоғызыншы ғасырда жасалған.",
        &["он тоғызыншы ғасырда = 18XX"],
    );
    check("XXI ғасырдың мектебі ашылды.", &["XXI ғасырдың = 20XX"]);
    check("It is a house of the 18th century.", &["18th century = 17XX"]);
    check(
        "It was so in the 1600s and the 2000s.",
        &["1600s = 16XX", "2000s = 200X"],
    );
    check("Twentieth Century Fox made it.", &["Twentieth = 20"]);
    check("Купцы XVIII–XIX вв. жили тут.", &["XVIII–XIX вв = 17XX/18XX"]);
    check(
        "Бұйымдар он тоғызыншы, жиырмасыншы ғасырларда жасалған.",
        &["он тоғызыншы, жиырмасыншы ғасырларда = 18XX/19XX"],
    );
}

#[test]
fn years_and_months_as_attributes() {
    check("В 2003-м он вернулся.", &["2003-м = 2003"]);
    check("2005 жылдағы деңгей сақталды.", &["2005 жылдағы = 2005"]);
    check("Қор 2019-ыншы жылды аяқтады.", &["2019-ыншы жылды = 2019"]);
    check("Its 2003 performance was better.", &["2003 = 2003"]);
    check("They came after the 2010 earthquake.", &["2010 = 2010"]);
    check("A fire in 1939 left it damaged.", &["1939 = 1939"]);
    check("It cut the 1900 jobs in 2000 towns by 1930 GMT.", &[]);
    check("A map created in 1623 reveals it.", &["1623 = 1623"]);
    check(
        "Sales of the December quarter fell last July.",
        &["December = 2018-12", "last July = 2018-07"],
    );
    check(
        "She was arrested in April of last year.",
        &["April of last year = 2018-04"],
    );
    check("The Sunday Telegraph wrote of it.", &[]);
    check(
        "Сынақ қаңтар, наурыз, маусым және тамыз айларында өтеді.",
        &[
            "қаңтар = 2019-01",
            "наурыз = 2019-03",
            "маусым = null",
            "тамыз айларында = null",
        ],
    );
    check(
        "Өткен жылдың шілде айында басталды.",
        &["Өткен жылдың шілде айында = 2018-07"],
    );
    check("Жобаның төртінші маусымындағы сайыс өтті.", &["төртінші = 4"]);
}

#[test]
fn dates_without_a_day_to_count_from_stay_open() {
    let facts = facts_of(&article("Встреча пройдёт 5 мая. Другая – осенью."));
    let values: Vec<_> = facts.iter().map(|fact| &fact.value).collect();
    assert_eq!(values, [&Value::Date(None), &Value::Date(None)]);
}

#[test]
fn places_in_every_case() {
    check(
        "Казахстан и Узбекистан подписали с Россией договор.",
        &[
            "Казахстан = {country:KZ}",
            "Узбекистан = {country:UZ}",
            "Россией = {country:RU}",
        ],
    );
    check(
        "Қазақстанның елшісі АҚШ-тан Өзбекстанға барды.",
        &[
            "Қазақстанның = {country:KZ}",
            "АҚШ = {country:US}",
            "Өзбекстанға = {country:UZ}",
        ],
    );
    check(
        "The U.S. and the United Kingdom told us about Kazakhstan's plans.",
        &[
            "U.S. = {country:US}",
            "United Kingdom = {country:GB}",
            "Kazakhstan = {country:KZ}",
        ],
    );
    check("Michael Jordan met them.", &["Michael Jordan = {name:Michael Jordan}"]);
    check(
        "Батыс Қазақстан облысы мен Солтүстік Кореяға барды.",
        &[
            "Батыс Қазақстан облысы = {country:KZ,name:West Kazakhstan Region}",
            "Солтүстік Кореяға = {country:KP}",
        ],
    );
    check(
        "Акимы Карагандинской области и Шымкента приехали из Нур-Султана в Алматы.",
        &[
            "Карагандинской области = {country:KZ,name:Karaganda Region}",
            "Шымкента = {country:KZ,name:Shymkent}",
            "Нур-Султана = {country:KZ,name:Nur-Sultan}",
            "Алматы = {country:KZ,name:Almaty}",
        ],
    );
    check("Талантливых семей много.", &[]);
    check("Өскеменде өтті.", &["Өскеменде = {country:KZ,name:Oskemen}"]);
    check("The flood hit West Kazakhstan and Northern Ireland.", &[]);
    check("Дороги на западе Казахстана закрыты.", &["Казахстана = {country:KZ}"]);
}

#[test]
fn mentions_of_one_value_are_one_fact() {
    let facts = facts_of(&article(
        "Казахстан растёт. Экспорт из Казахстана вырос на 5 %. Рост на 5 процентов радует.",
    ));
    let spans: Vec<_> = facts.iter().map(|fact| fact.spans.len()).collect();
    assert_eq!(spans, [2, 2]);
}

proptest::proptest! {
    #[test]
    fn no_text_panics_and_spans_hold(text in "([0-9]{1,4}|[ ,.%–$€-]|млн|тенге|теңге|марта|жылғы|г|жыл|March|early|от|до|осенью|АҚШ|Казахстан){0,24}") {
        if let Ok(reading) = understand(&article(&text)) {
            for fact in extract(&[reading]).remove(0) {
                let slice = fact.spans[0].slice(&text).expect("inside");
                proptest::prop_assert_eq!(normalize(slice), fact.text);
            }
        }
    }
}

#[test]
fn numbers_in_words_count() {
    check(
        "Бұған жиырма бес миллион теңгеден астам қаржы бөлінді.",
        &["жиырма бес миллион теңгеден астам = {amount:25000000,currency:KZT,bound:at_least}"],
    );
    check(
        "Выделено двадцать пять миллионов тенге, это полтора процента.",
        &[
            "двадцать пять миллионов тенге = {amount:25000000,currency:KZT}",
            "полтора процента = {amount:1.5,unit:%}",
        ],
    );
    check(
        "It cost twenty-five million dollars.",
        &["twenty-five million dollars = {amount:25000000,currency:USD}"],
    );
    check(
        "Құны 2 миллион 500 мың теңге немесе үш жарым миллиард доллар.",
        &[
            "2 миллион 500 мың теңге = {amount:2500000,currency:KZT}",
            "үш жарым миллиард доллар = {amount:3500000000,currency:USD}",
        ],
    );
    check(
        "Екі мың он тоғызыншы жылғы оныншы наурызда ашылды.",
        &["Екі мың он тоғызыншы жылғы оныншы наурызда = 2019-03-10"],
    );
    check(
        "Двадцать пятого марта две тысячи восемнадцатого года.",
        &["Двадцать пятого марта две тысячи восемнадцатого года = 2018-03-25"],
    );
}

#[test]
fn days_weeks_and_years_from_the_dateline() {
    check(
        "Бүгін кездесу өтті, кеше хабарланды.",
        &["Бүгін = 2019-03-14", "кеше = 2019-03-13"],
    );
    check(
        "На прошлой неделе и в этом месяце.",
        &["прошлой неделе = 2019-03-04/2019-03-10", "этом месяце = 2019-03"],
    );
    check("Two years ago it was closed.", &["Two years ago = 2017"]);
    check("65 million years ago it was warm.", &["65 million years ago = null"]);
    check("5000 years ago it was built.", &["5000 years ago = null"]);
    check("Үш ай бұрын басталды.", &["Үш ай бұрын = 2018-12"]);
    check(
        "The ministry said on Wednesday; the next talks are on Sunday.",
        &["Wednesday = 2019-03-13", "Sunday = null"],
    );
    check("В первом квартале 2018 года.", &["первом квартале 2018 года = 2018-33"]);
    check(
        "2018 жылдың екінші тоқсанында.",
        &["2018 жылдың екінші тоқсанында = 2018-34"],
    );
    check(
        "Келесі жылдың көктемінде аяқталады.",
        &["Келесі жылдың көктемінде = 2020-21"],
    );
    check("Жыл соңына дейін бітеді.", &["Жыл соңына = 2019"]);
    check("Бүгінгі таңда жақсы.", &["Бүгінгі таңда = null"]);
}

#[test]
fn lengths_ages_and_frequencies() {
    check("Контракт на 25 лет.", &["25 лет = P25Y"]);
    check(
        "A 30-year deal and two weeks of talks.",
        &["30-year = P30Y", "two weeks = P2W"],
    );
    check("Үш айға созылды.", &["Үш айға = P3M"]);
    check("Ол 25 жастағы азамат еді.", &["25 жастағы = P25Y"]);
    check(
        "Мужчина в возрасте 40 лет, 30-летний водитель.",
        &["40 лет = P40Y", "30-летний = P30Y"],
    );
    check("A 25-year-old man.", &["25-year-old = P25Y"]);
    check("Форум жыл сайын өтеді.", &["жыл сайын = R/P1Y"]);
    check(
        "Проверки идут ежемесячно и каждую неделю.",
        &["ежемесячно = R/P1M", "каждую неделю = R/P1W"],
    );
}

#[test]
fn quantities_and_ordinals() {
    check("60 мың тонна астық.", &["60 мың тонна = {amount:60000,unit:t}"]);
    check(
        "Площадь 500 кв. метров, свыше 200 человек.",
        &[
            "500 кв. метров = {amount:500,unit:m2}",
            "200 человек = {amount:200,unit:{person},bound:at_least}",
        ],
    );
    check(
        "A line of 18 kilometres for 12.5 MW.",
        &["18 kilometres = {amount:18,unit:km}", "12.5 MW = {amount:12.5,unit:MW}"],
    );
    check("A sixth of it went to the sixth party.", &["sixth = 6"]);
    check(
        "900 million kilowatt-hours.",
        &["900 million kilowatt-hours = {amount:900000000,unit:kW.h}"],
    );
    check("46-я сессия и седьмой саммит.", &["46-я = 46", "седьмой = 7"]);
    check("Выработка 5 млн кВт·ч.", &["5 млн кВт·ч = {amount:5000000,unit:kW.h}"]);
}

#[test]
fn persons_with_their_offices() {
    check(
        "Minister of Foreign Affairs Beibut Atamkulov met Mr. Smith, and Atamkulov spoke.",
        &[
            "Beibut Atamkulov = {name:Beibut Atamkulov,office:Minister of Foreign Affairs}",
            "Smith = {name:Smith}",
        ],
    );
    check(
        "Об этом сообщил министр иностранных дел Бейбут Атамкулов. Позже слова Атамкулова повторили.",
        &["Бейбут Атамкулов = {name:Бейбут Атамкулов,office:министр иностранных дел}"],
    );
    check(
        "Оны Сыртқы істер министрі Бейбіт Атамқұлов айтты. Кейін Атамқұловтың сөзін қайталады.",
        &["Бейбіт Атамқұлов = {name:Бейбіт Атамқұлов,office:Сыртқы істер министрі}"],
    );
    check(
        "А. Б. Иванов и К.-Ж. Токаев приехали.",
        &[
            "А. Б. Иванов = {name:А. Б. Иванов}",
            "К.-Ж. Токаев = {name:К.-Ж. Токаев}",
        ],
    );
    check(
        "Жиналысқа Гүлжан Көленқызы қатысты.",
        &["Гүлжан Көленқызы = {name:Гүлжан Көленқызы}"],
    );
    check(
        "Президент поздравил Ерлана Садыкова.",
        &["Ерлана Садыкова = {name:Ерлана Садыкова}"],
    );
    check("Они стояли у Руанского собора на Родине.", &[]);
}

#[test]
fn organizations_and_their_abbreviations() {
    check(
        "The Minister of Foreign Affairs Beibut Atamkulov and the Secretary General of the Council of the Turkic States (CTS) met.",
        &[
            "Beibut Atamkulov = {name:Beibut Atamkulov,office:Minister of Foreign Affairs}",
            "Council of the Turkic States = {name:Council of the Turkic States,abbreviation:CTS}",
        ],
    );
    check(
        "The Cooperation Council of Turkic Speaking States (CCTS) met. The CCTS agreed.",
        &[
            "Cooperation Council of Turkic Speaking States = {name:Cooperation Council of Turkic Speaking States,abbreviation:CCTS}",
        ],
    );
    check(
        "Жобаны Денсаулық сақтау министрлігі ұсынды.",
        &["Денсаулық сақтау министрлігі = {name:Денсаулық сақтау министрлігі}"],
    );
    check(
        "Об этом говорят в ООН и Министерстве иностранных дел.",
        &[
            "ООН = {name:ООН}",
            "Министерстве иностранных дел = {name:Министерстве иностранных дел}",
        ],
    );
    check(
        "Линию строит компания «Дала жолы».",
        &["компания «Дала жолы» = {name:компания «Дала жолы»}"],
    );
    check(
        "Қоғам «Дала» компаниясының үйінде.",
        &["«Дала» компаниясының = {name:«Дала» компаниясының}"],
    );
    check("ВВП США вырос.", &["США = {country:US}"]);
}

#[test]
fn quotations_have_their_speaker() {
    check(
        "«Мы откроем линию осенью», — сказал директор Ерлан Садыков.",
        &[
            "Мы откроем линию осенью = {speaker:Ерлан Садыков}",
            "осенью = 2019-23",
            "Ерлан Садыков = {name:Ерлан Садыков,office:директор}",
        ],
    );
    check("Это так называемый «зелёный и очень умный дом» для всех.", &[]);
}

#[test]
fn kazakh_in_latin_letters() {
    check(
        "Qazaqstan Prezıdenti Qasym-Jomart Toqaev 2019 jylǵy 14 naýryzda 5,5 mlrd teńgeden astam qarjy bólý týraly jarlyqqa qol qoıdy, dep habarlaıdy Aqorda.",
        &[
            "Qazaqstan = {country:KZ}",
            "Qasym-Jomart Toqaev = {name:Qasym-Jomart Toqaev,office:Қазақстан Президенті}",
            "2019 jylǵy 14 naýryzda = 2019-03-14",
            "5,5 mlrd teńgeden astam = {amount:5500000000,currency:KZT,bound:at_least}",
            "Aqorda = {name:Aqorda}",
        ],
    );
}

#[test]
fn kazakh_in_arabic_script_is_read_by_the_rules_of_kazakh() {
    let text = "استانادا مەكتەپكە 5 ميلليون تەڭگە ءبولىندى. مەكتەپ 12 ناۋرىزدا اشىلدى.";
    let facts = extract(&[crate::understand::tests::reading(text)]).remove(0);
    let money = facts
        .iter()
        .find(|fact| fact.value.kind() == crate::digest::FactKind::Money);
    let money = money.expect("a sum");
    assert_eq!(money.spans[0].slice(text), Some("5 ميلليون تەڭگە"));
    assert!(format!("{:?}", money.value).contains("5000000"), "{money:?}");
}

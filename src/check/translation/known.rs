//! Places, persons and peoples that have names of their own in other languages, which sound does not tell.

use std::sync::LazyLock;

use crate::article::Language;
use crate::relate::concepts::concept;
use crate::understand::lexicon::{Lexicon, Words};

/// Places that the concepts have not, or not all words of.
const PLACES: &[(&str, Words)] = &[
    ("place-greece", ["athens athenian", "афин", "афин"]),
    ("place-denmark", ["danes$", "датчан", ""]),
    ("place-poland", ["pole$ poles$", "", ""]),
    ("place-spain", ["spaniard", "", ""]),
    ("place-scotland", ["scot$ scots$ scotsm", "", ""]),
    ("place-britain", ["brits$ briton", "великобритан", ""]),
    ("place-finland", ["finn$ finns$", "финн", "фин$ финд"]),
    ("place-philippines", ["filipin", "", ""]),
    ("place-myanmar", ["burmese", "бирм", "бирма"]),
    ("place-peru", ["peruv", "", ""]),
    ("place-chile", ["chilean", "", ""]),
    ("place-slovakia", ["slovak", "словак словац", "словак"]),
    ("place-slovenia", ["sloven", "словен", "словен"]),
    ("place-malta", ["malta$ maltese", "мальт", "мальта"]),
    ("place-new-zealand", ["", "новозеланд", ""]),
    ("place-korea", ["", "северокорей южнокорей", ""]),
    ("place-usa", ["america", "афроамерикан североамерикан", "америка"]),
    ("place-latin-america", ["latino", "латиноамерикан", ""]),
    ("place-africa", ["", "южноафрикан западноафрикан североафрикан", ""]),
    ("place-europe", ["", "западноевроп восточноевроп", ""]),
    ("place-germany", ["", "восточногерман западногерман", ""]),
    ("place-kazakhstan", ["kazakh", "казах", "қазақ"]),
    ("place-xinjiang", ["xinjiang", "синьцзян", "шыңжаң"]),
    ("place-thebes", ["thebes$", "фивы$ фивах$ фив$", "фив"]),
    ("place-mauritius", ["mauriti", "маврики", "маврикий"]),
    ("place-worcester", ["worcester", "вустер ворчестер", "вустер"]),
    ("place-georgia", ["", "джорджи", "джорджия"]),
    ("place-egypt", ["cairo", "каир", "каир"]),
    (
        "place-iran",
        ["tehran persia", "тегеран персия персии персию", "тегеран парсы"],
    ),
    (
        "place-austria",
        [
            "vienna viennese",
            "вена$ вены$ вене$ вену$ веной$ венск",
            "вена$ венада венаның аустрия",
        ],
    ),
    ("place-netherlands", ["hague", "гааг", "гаага"]),
    ("place-denmark", ["copenhagen", "копенгаген", "копенгаген"]),
    ("place-poland", ["warsaw", "варшав", "варшава"]),
    (
        "place-czechia",
        ["prague", "праг$ прага праге праги прагу пражск", "прага"],
    ),
    ("place-belgium", ["brussels", "брюссел", "брюссель"]),
    ("place-portugal", ["lisbon", "лиссабон", "лиссабон"]),
    ("place-switzerland", ["geneva", "женев", "женева"]),
    ("place-australia", ["", "", "аустралия"]),
    ("place-hungary", ["magyar", "мадьяр", "мажар"]),
    ("place-moldova", ["moldov", "молдав молдов", "молдова"]),
    ("place-montenegro", ["montenegr", "черногор", "черногория"]),
    ("place-ivory-coast", ["ivory", "ивуар", "ивуар"]),
    ("place-albania", ["albania", "албан", "албания"]),
    ("place-estonia", ["estonia", "эстон", "эстон"]),
    ("place-macedonia", ["macedonia", "македон", "македония"]),
    ("place-crimea", ["crimea", "крым", "қырым"]),
    ("place-siberia", ["siberia", "сибир", "сібір"]),
    ("place-caucasus", ["caucas", "кавказ", "кавказ"]),
    ("place-hong-kong", ["hong$ kong$ hongkong", "гонконг", "гонконг"]),
    (
        "place-istanbul",
        [
            "istanbul constantinople",
            "стамбул константинопол",
            "ыстанбұл стамбул константинополь",
        ],
    ),
    ("place-jerusalem", ["jerusalem", "иерусалим", "иерусалим құдыс"]),
    ("place-bethlehem", ["bethlehem", "вифлеем", "вифлеем"]),
    ("place-babylon", ["babylon", "вавилон", "вавилон бабыл"]),
    ("place-carthage", ["carthag", "карфаген", "карфаген"]),
    (
        "place-troy",
        ["troy$ trojan", "троя$ трои$ трое$ трою$ троянск", "троя"],
    ),
    ("place-venice", ["venice venetian", "венеци", "венеция"]),
    (
        "place-florence",
        ["florence florentin", "флоренц флоренти", "флоренция"],
    ),
    ("place-naples", ["naples neapolitan", "неапол", "неаполь"]),
    ("place-munich", ["munich", "мюнхен", "мюнхен"]),
    ("place-cologne", ["cologne", "кельн", "кельн"]),
    ("place-bavaria", ["bavaria", "бавар", "бавария"]),
    ("place-danube", ["danub", "дунай дуная дунае дунаю дунайск", "дунай"]),
    ("place-thames", ["thames", "темз", "темза"]),
    (
        "place-nile",
        ["nile$", "нил$ нила$ ниле$ нилу$ нилом$ нильск", "ніл$ нил$ нілдің ніл"],
    ),
    (
        "place-ganges",
        ["gang$ ganges", "ганг$ ганга$ ганге$ гангу$", "ганг$ ганга$ гангтың"],
    ),
    ("place-mediterranean", ["mediterranean", "средиземн", "жерорта"]),
    ("place-baltic", ["baltic", "балти", "балтық"]),
    ("place-himalayas", ["himalaya", "гимала", "гималай"]),
    ("place-hawaii", ["hawai", "гавай", "гавай"]),
    ("place-havana", ["havana", "гаван", "гавана"]),
    ("place-new-york", ["york$", "йорк", "йорк"]),
    ("place-orenburg", ["orenburg", "оренбург", "орынбор"]),
    ("place-omsk", ["omsk", "омск", "омбы омск"]),
    ("place-bishkek", ["bishkek", "бишкек", "бішкек"]),
    ("place-tashkent", ["tashkent", "ташкент", "ташкент тәшкен"]),
    ("place-bukhara", ["bukhara", "бухар", "бұқара$ бұхара"]),
    ("place-oskemen", ["oskemen kamenogorsk", "каменогорск", "өскемен"]),
    ("place-semey", ["semey", "семей$ семея$ семее$ семипалатинск", "семей"]),
    ("place-karaganda", ["karagand qaragandy", "караганд", "қарағанды"]),
    (
        "place-oral",
        ["uralsk oral$", "уральск$ уральска$ уральске$", "орал$ оралда оралдың"],
    ),
    ("place-aktobe", ["aktobe aqtobe", "актюбинск актобе", "ақтөбе"]),
    ("place-atyrau", ["atyrau", "атырау", "атырау"]),
    ("place-petropavl", ["petropavl", "петропавл", "петропавл қызылжар"]),
    ("place-spain", ["madrid spanish", "мадрид", "мадрид испан"]),
    (
        "place-russia",
        ["moscow kremlin", "москв московск кремл", "мәскеу кремль"],
    ),
    ("place-usa", ["washington", "вашингтон", "вашингтон"]),
    ("place-britain", ["london", "лондон", "лондон"]),
    ("place-china", ["beijing", "пекин", "бейжің пекин"]),
    ("place-japan", ["tokyo", "токио", "токио"]),
    ("place-ukraine", ["kiev kyiv", "киев", "киев"]),
    ("place-germany", ["berlin", "берлин", "берлин"]),
    ("place-france", ["paris", "париж", "париж"]),
    ("place-korea", ["seoul pyongyang", "сеул пхеньян", "сеул пхеньян"]),
    ("place-turkey", ["ankara turk", "анкар турк", "анкара түрк"]),
    ("place-italy", ["rome", "рим$ рима$ риме$", "рим$ римде"]),
    ("place-england", ["england english", "англи", "англия ағылшын"]),
    ("place-wales", ["wales welsh plaid", "уэльс валли", "уэльс валлий"]),
    ("place-asia", ["asia", "ази", "азия"]),
    ("place-europe", ["europ euro", "евро", "еуро"]),
    ("place-cambodia", ["cambod khmer", "камбодж кхмер", "камбоджа кхмер"]),
    ("place-romania", ["romania", "румын", "румын"]),
    ("place-bulgaria", ["bulgaria", "болгар", "болгар"]),
];

/// Names of persons, peoples and heavenly bodies that other languages have in forms of their own.
const FORMS: &[(&str, Words)] = &[
    ("passover", ["passover pesach", "песах", "песах"]),
    ("hanukkah", ["hanukkah chanukah", "ханук", "ханука"]),
    ("alexander", ["alexander aleksandr", "александр", "александр ескендір"]),
    ("abraham", ["abraham", "авраам", "ибраһим авраам"]),
    (
        "andrew",
        [
            "andrew andy$ andre$ andreas andrei",
            "эндрю энди андре",
            "эндрю энди андре",
        ],
    ),
    (
        "anne",
        [
            "ann$ anne$ anna$",
            "анна$ анны$ анне$ анну$ анной$ энн",
            "анна$ аннаның энн",
        ],
    ),
    (
        "anthony",
        [
            "anthon anton tony$ ant$ antoin",
            "энтони тони антони антон антуан ант$",
            "энтони тони антон ант$",
        ],
    ),
    ("augustus", ["augustus", "август$ августа$", "август$"]),
    ("aztec", ["aztec", "ацтек", "ацтек"]),
    (
        "benjamin",
        ["benjamin ben$", "бенджамин вениамин бен$", "бенджамин бен$"],
    ),
    ("caesar", ["caesar", "цезар", "цезарь"]),
    (
        "catherine",
        [
            "cather kather kate$ katie$",
            "екатерин катерин кэтрин кейт",
            "екатерина кэтрин кейт",
        ],
    ),
    ("celts", ["celt", "кельт", "кельт"]),
    (
        "charles",
        [
            "charles charlie karl carl$ carlos",
            "чарльз чарли карл",
            "чарльз чарли карл",
        ],
    ),
    ("cicero", ["cicero", "цицерон", "цицерон"]),
    ("columbus", ["columbus", "колумб", "колумб"]),
    ("confucius", ["confuci", "конфуци", "конфуци"]),
    (
        "edward",
        [
            "edward eddie ted$",
            "эдвард эдуард эдди тед$",
            "эдвард эдуард эдди тед$",
        ],
    ),
    (
        "elizabeth",
        ["elizabeth elisabeth", "елизавет элизабет", "елизавета элизабет"],
    ),
    ("eugene", ["eugen yevgen evgen", "евген юджин эухен", "евген юджин"]),
    (
        "francis",
        [
            "francis francois françois francesc",
            "фрэнсис франциск франсуа франческ",
            "фрэнсис франциск франсуа",
        ],
    ),
    (
        "frederick",
        ["freder friedrich", "фридрих фредерик", "фридрих фредерик"],
    ),
    ("gabriel", ["gabriel", "гавриил габриэл", "гавриил габриэль жебірейіл"]),
    ("genghis", ["genghis chinggis", "чингис", "шыңғыс"]),
    ("george", ["georg", "джордж георг", "джордж георг"]),
    (
        "gregory",
        ["gregor greg$", "григори грегор грег$ грега$", "григорий грегор грег$"],
    ),
    (
        "henry",
        ["henry henri heinrich enrique", "генри анри энрике", "генри анри"],
    ),
    ("hercules", ["hercul heracl", "геркулес геракл", "геркулес геракл"]),
    ("huns", ["hun$ huns$", "гунн", "ғұн"]),
    ("incas", ["inca$ incas$", "инки$ инков$ инк$", "инк"]),
    ("isaac", ["isaac", "исаак айзек", "исаак айзек ысқақ"]),
    (
        "jacob",
        [
            "james jacob jim$ jimmy",
            "джеймс иаков яков якоб джим",
            "джеймс яков якоб джим жақып",
        ],
    ),
    ("jesus", ["jesus christ", "иисус христ", "иса$ исус иисус христос"]),
    (
        "john",
        [
            "john$ johann johannes jean$ ivan jack$",
            "джон$ джона$ джону$ джоном$ иоанн иоганн жан$ жана$ иван джек",
            "джон$ джонның иоанн жан$ иван джек",
        ],
    ),
    (
        "joseph",
        [
            "josep josef joe$ jose$ giuseppe",
            "иосиф джозеф жозеф джо$ хосе юсуф",
            "иосиф джозеф джо$ жүсіп",
        ],
    ),
    ("joan", ["joan jeanne jane$", "жанн джоан джейн", "жанна джоан джейн"]),
    ("julius", ["julius", "юли", "юлий"]),
    ("jupiter", ["jupiter", "юпитер", "юпитер"]),
    (
        "louis",
        [
            "louis$ lewis ludwig luis$",
            "людовик луи людвиг льюис",
            "людовик луи людвиг льюис",
        ],
    ),
    ("luke", ["luke$ lucas", "люк$ люка$ лука$ луки$", "люк$ лука$"]),
    ("mars", ["mars$ martian", "марс", "марс қызыл"]),
    (
        "mary",
        [
            "mary$ maria$ marie$",
            "мария марии марию марией мари$ мэри",
            "мария мари$ мэри мәриям",
        ],
    ),
    ("matthew", ["matthew matt$", "матфе мэтью мэтт", "матфей мэтью мэтт"]),
    ("maya", ["maya$ mayan$ mayas$", "майя$", "майя"]),
    ("mercury", ["mercury", "меркури", "меркурий"]),
    (
        "michael",
        [
            "michael michel miguel mike$ mikhail",
            "майкл майк$ майка$ михаил мишел мигел",
            "майкл майк$ михаил мишель",
        ],
    ),
    (
        "mohammed",
        [
            "muhammad mohammed mohamed muhammed",
            "мухаммед мохаммед мухаммад магомет",
            "мұхаммед мұхаммад мухаммед",
        ],
    ),
    ("moses", ["moses", "моисе", "мұса моисей"]),
    (
        "nicholas",
        ["nichol nicol nick$", "николас никол ник$ ника$", "николас никола ник$"],
    ),
    ("nero", ["nero$", "нерон", "нерон"]),
    ("noah", ["noah", "ной$ ноя$ ноев", "нұх ной$"]),
    (
        "paul",
        ["paul$", "павел павла$ павлу павлом пол$ пола$ паул", "павел пол$ паул"],
    ),
    (
        "peter",
        [
            "peter pedro pierre pete$",
            "петр петром педро питер пьер",
            "петр питер педро пьер",
        ],
    ),
    ("philip", ["philip philipp", "филипп", "филипп"]),
    ("plato", ["plato$", "платон", "платон"]),
    ("pluto", ["pluto$", "плутон", "плутон"]),
    ("quran", ["quran koran", "коран", "құран"]),
    (
        "richard",
        ["richard rick$ dick$", "ричард рихард рик$ дик$", "ричард рихард рик$"],
    ),
    (
        "robert",
        [
            "robert rob$ bob$ bobby",
            "роберт роб$ боб$ бобби",
            "роберт роб$ боб$ бобби",
        ],
    ),
    ("slavs", ["slav$ slavs$ slavic", "славян", "славян"]),
    ("solomon", ["solomon", "соломон", "сүлеймен соломон"]),
    (
        "stephen",
        [
            "steph steve",
            "стивен стив$ стива$ стефан степан",
            "стивен стив$ стефан",
        ],
    ),
    (
        "thomas",
        [
            "thomas tom$ tommy",
            "томас том$ тома$ томом$ фома$",
            "томас том$ томның",
        ],
    ),
    ("venus", ["venus", "венера$ венеры$ венере$ венеру$", "венера шолпан"]),
    (
        "william",
        [
            "william wilhelm will$ bill$ billy$",
            "уильям вильям вильгельм уилл$ билл$ билла$ билли",
            "уильям вильгельм уилл$ билл",
        ],
    ),
    ("zeus", ["zeus", "зевс", "зевс"]),
];

static FORM_LEXICON: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::of(FORMS.iter().copied()));

static PLACE_LEXICON: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::of(PLACES.iter().copied()));

/// The concept of a word that is a place, or of a place.
pub(super) fn place(word: &str, language: Language) -> Option<&'static str> {
    let language = script_of(word, language);
    let listed = PLACE_LEXICON.find(word, language);
    listed
        .or_else(|| concept(word, language))
        .filter(|concept| concept.starts_with("place-"))
}

/// Who or what a word is known to name, by a name of ours.
pub(super) type Known = &'static str;

/// Who or what a word names.
pub(super) fn known(word: &str, language: Language) -> Option<Known> {
    let language = script_of(word, language);
    place(word, language).or_else(|| FORM_LEXICON.find(word, language))
}

/// Latin words are English in any text.
fn script_of(word: &str, language: Language) -> Language {
    match word.is_ascii() {
        true => Language::English,
        false => language,
    }
}

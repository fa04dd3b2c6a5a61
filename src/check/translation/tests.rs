//! What each check finds, and what it lets pass, in sentences of our own.

use super::*;

const EN: Language = Language::English;
const RU: Language = Language::Russian;
const KK: Language = Language::Kazakh;

/// A text in a language.
type Said<'t> = (Language, &'t str);

fn findings(source: Said<'_>, target: Said<'_>) -> Vec<TranslationFinding> {
    let text = |(language, text)| Text { text, language };
    translation(text(source), text(target))
}

/// The gravest finding of a check.
fn worst(check: TranslationCheck, source: Said<'_>, target: Said<'_>) -> Option<Severity> {
    let found = findings(source, target)
        .into_iter()
        .filter(|finding| finding.check == check);
    found.map(|finding| finding.severity).max()
}

/// Pairs in which a check finds an error, and pairs in which it finds nothing.
fn tells(check: TranslationCheck, wrong: &[(Said<'_>, Said<'_>)], right: &[(Said<'_>, Said<'_>)]) {
    for (source, target) in wrong {
        assert_eq!(
            worst(check, *source, *target),
            Some(Severity::Error),
            "{source:?} {target:?}"
        );
    }
    for (source, target) in right {
        assert_eq!(worst(check, *source, *target), None, "{source:?} {target:?}");
    }
}

#[test]
fn numbers() {
    tells(
        TranslationCheck::Numbers,
        &[
            ((EN, "The fire killed 14 people."), (RU, "В пожаре погиб 41 человек.")),
            ((EN, "Six ships left the port."), (KK, "Порттан тоғыз кеме шықты.")),
            (
                (RU, "Погибли двадцать один человек."),
                (KK, "Жиырма екі адам қаза тапты."),
            ),
            (
                (EN, "The first half of the year was dry."),
                (RU, "Третья часть года была сухой."),
            ),
            (
                (EN, "It cost 4.5 billion tenge."),
                (RU, "Это стоило 4,5 миллиона тенге."),
            ),
            (
                (EN, "Thousands came to the square."),
                (RU, "Миллионы пришли на площадь."),
            ),
            ((KK, "Мектепте 300 оқушы бар."), (EN, "The school has students.")),
        ],
        &[
            (
                (EN, "Some 1.5 million people voted."),
                (KK, "Шамамен 1 500 000 адам дауыс берді."),
            ),
            ((EN, "Both sisters live here."), (RU, "Две сестры живут здесь.")),
            ((EN, "It opened at 7 p.m."), (KK, "Ол сағат 19:00-де ашылды.")),
            ((EN, "The bus left at 7.55am."), (RU, "Автобус ушёл в 7:55 утра.")),
            (
                (EN, "The 19th century had many wars."),
                (RU, "В XIX веке было много войн."),
            ),
            (
                (EN, "In the 1980s he lived in a village."),
                (KK, "80-жылдары ол ауылда тұрды."),
            ),
            ((EN, "It lies 30 miles away."), (RU, "Он лежит в 48 километрах.")),
            ((EN, "One of them left."), (KK, "Олардың кейбірі кетті.")),
            (
                (EN, "It will be 86 degrees tomorrow."),
                (RU, "Завтра будет 30 градусов."),
            ),
            ((EN, "The trip takes half an hour."), (RU, "Дорога занимает 30 минут.")),
            ((EN, "They lost the semi-final."), (RU, "Они проиграли в 1/2 финала.")),
            ((RU, "Это пятёрка лучших."), (EN, "These are the top five.")),
            ((RU, "Собралась 25-тысячная толпа."), (KK, "25 мыңдық жұрт жиналды.")),
        ],
    );
}

#[test]
fn numbers_are_told_in_many_ways() {
    tells(
        TranslationCheck::Numbers,
        &[
            (
                (EN, "He fought in World War Two."),
                (RU, "Он воевал в Восьмую мировую войну."),
            ),
            ((EN, "Talks: Six men left."), (RU, "Переговоры: ушли двое мужчин.")),
            ((EN, "It is worth half a million."), (RU, "Он стоит миллион.")),
        ],
        &[
            (
                (EN, "The match began at half past seven."),
                (RU, "Матч начался в половине восьмого."),
            ),
            ((EN, "The bus leaves at 06.45."), (KK, "Автобус 6:45-те кетеді.")),
            (
                (EN, "A man in his 30s was held."),
                (RU, "Задержан мужчина от 30 до 40 лет."),
            ),
            ((EN, "It rose tenfold."), (RU, "Он вырос в десять раз.")),
            ((EN, "Half a million people came."), (RU, "Пришли 500 000 человек.")),
            (
                (EN, "Some two and a half million came."),
                (KK, "Екі жарым миллион адам келді."),
            ),
            ((EN, "It grew by 2.5 times."), (RU, "Он вырос в два с половиной раза.")),
            (
                (RU, "В 2006–07 гг. он работал там."),
                (EN, "In 2006-2007 he worked there."),
            ),
            ((EN, "It lasted 90 minutes."), (KK, "Бұл бір жарым сағатқа созылды.")),
            ((EN, "The six-day war ended."), (RU, "Шестидневная война закончилась.")),
            (
                (KK, "Үш жүз шақырымдық жол салынды."),
                (RU, "Построена трёхсоткилометровая дорога."),
            ),
            ((EN, "The tank has 4½ litres."), (RU, "В баке 4,5 литра.")),
            (
                (EN, "Three men, aged 33, 34 and 39, were held."),
                (RU, "Задержаны мужчины в возрасте 33, 34 и 39 лет."),
            ),
            (
                (EN, "It covers 3 million square miles."),
                (RU, "Его площадь 7,8 млн кв. км."),
            ),
            (
                (EN, "Thousands came to the rally."),
                (RU, "Прошёл многотысячный митинг."),
            ),
            ((EN, "It will be 90 degrees Fahrenheit."), (RU, "Будет 32 °C.")),
        ],
    );
}

#[test]
fn units() {
    tells(
        TranslationCheck::Units,
        &[
            ((EN, "The wall is 20 feet high."), (RU, "Высота стены 20 дюймов.")),
            ((EN, "It weighs 5 kg."), (KK, "Оның салмағы 5 тонна.")),
            ((EN, "Prices rose by 12 percent."), (RU, "Цены выросли на 12 промилле.")),
            (
                (EN, "Rates rose by 2 percent."),
                (RU, "Ставки выросли на 2 процентных пункта."),
            ),
            ((EN, "They waited for three weeks."), (KK, "Олар үш ай күтті.")),
            ((EN, "The fine is $400."), (RU, "Штраф составляет 400 евро.")),
            ((EN, "He paid 400 U.S. dollars."), (KK, "Ол 400 рубль төледі.")),
            ((EN, "The dollar fell again."), (RU, "Евро снова упал.")),
            (
                (RU, "Убыток составил 700 миллионов иен."),
                (EN, "The loss came to €700 million."),
            ),
        ],
        &[
            ((EN, "The fine is £400."), (KK, "Айыппұл 400 фунт стерлинг.")),
            (
                (EN, "A 40-year-old man was hurt."),
                (KK, "40 жастағы ер адам жараланды."),
            ),
            ((EN, "Rooms go for ¥9,000."), (RU, "Номер стоит 9000 иен.")),
            ((EN, "They met in 2018."), (RU, "Они встретились в 2018 году.")),
            ((EN, "It will be 30 degrees Celsius."), (RU, "Будет 30 градусов.")),
            (
                (EN, "The shop opens at 5 a.m. on Friday."),
                (RU, "Магазин откроется в пятницу через 5 часов."),
            ),
        ],
    );
}

#[test]
fn dates() {
    tells(
        TranslationCheck::Dates,
        &[
            ((EN, "The talks began on Monday."), (RU, "Переговоры начались в среду.")),
            (
                (EN, "The law was passed in July."),
                (KK, "Заң маусым айында қабылданды."),
            ),
            ((RU, "Выставка откроется 5 марта."), (KK, "Көрме 5 мамырда ашылады.")),
        ],
        &[
            (
                (EN, "The talks began on Saturday, May 4."),
                (KK, "Келіссөз сенбі, 4 мамырда басталды."),
            ),
            (
                (EN, "The city of Kazan has a new bridge."),
                (KK, "Қазан қаласында жаңа көпір бар."),
            ),
            (
                (RU, "Выставка откроется 05.03.2021."),
                (EN, "The exhibition opens on March 5, 2021."),
            ),
        ],
    );
    let year = worst(
        TranslationCheck::Dates,
        (EN, "It was built last year."),
        (RU, "Его построят в следующем году."),
    );
    assert_eq!(year, Some(Severity::Warning));
}

#[test]
fn names() {
    tells(
        TranslationCheck::Names,
        &[
            (
                (EN, "The coach thanked Anderson for the goal."),
                (RU, "Тренер поблагодарил Петренко за гол."),
            ),
            (
                (RU, "Вчера в Брюсселе выступил Стольтенберг."),
                (KK, "Кеше Брюссельде Макрон сөз сөйледі."),
            ),
            (
                (EN, "The leaders of Turkey met in Berlin."),
                (RU, "Лидеры Мексики встретились в Берлине."),
            ),
        ],
        &[
            (
                (EN, "The Welsh team beat Germany."),
                (RU, "Команда Уэльса обыграла Германию."),
            ),
            (
                (EN, "A nurse from Leicester met Hughes in Guizhou."),
                (RU, "Медсестра из Лестера встретила Хьюза в Гуйчжоу."),
            ),
            (
                (EN, "The Department of Health thanked Tokayev."),
                (KK, "Денсаулық сақтау министрлігі Тоқаевқа алғыс айтты."),
            ),
            (
                (KK, "Бұл туралы Нұрлан Әбілов айтты."),
                (RU, "Об этом сказал Нурлан Абилов."),
            ),
            (
                (EN, "They went to North Dakota on Sunday."),
                (KK, "Олар жексенбі күні Солтүстік Дакотаға барды."),
            ),
        ],
    );
    let misspelled = worst(
        TranslationCheck::Names,
        (EN, "The court heard Kieran today."),
        (RU, "Сегодня суд выслушал Кирнана."),
    );
    assert_eq!(misspelled, Some(Severity::Warning));
}

#[test]
fn every_mention_of_a_name_needs_its_own_word() {
    tells(
        TranslationCheck::Names,
        &[(
            (EN, "The mayor thanked Harrison, and Harrison smiled."),
            (RU, "Мэр поблагодарил Харрисона, и Поттер улыбнулся."),
        )],
        &[
            (
                (EN, "The mayor thanked Harrison, and Harrison smiled."),
                (RU, "Мэр поблагодарил Харрисона, и тот улыбнулся."),
            ),
            (
                (EN, "They quoted McCarthy at length."),
                (RU, "Они долго цитировали Мак Карти."),
            ),
        ],
    );
}

#[test]
fn sentences_may_begin_with_names() {
    tells(
        TranslationCheck::Names,
        &[
            (
                (EN, "Wilkins thinks that the plan is bad."),
                (RU, "По словам Доронина, этот план плох."),
            ),
            // Wrong letters in two words that need not be names.
            (
                (EN, "Thornton thinks that the plan is bad."),
                (RU, "Торшман так думает об этом плане."),
            ),
            (
                (EN, "The book is by A. Lind. It is old."),
                (RU, "Эту книгу написал А. Громов. Она старая."),
            ),
        ],
        &[(
            (EN, "Meanwhile, the talks went on."),
            (RU, "Между тем переговоры продолжались."),
        )],
    );
    // What begins a sentence may be a common word, far from the name.
    let far = worst(
        TranslationCheck::Names,
        (EN, "The plan was made last summer by the widow of Gilmore."),
        (RU, "Набросок прошлого лета сделан вдовой."),
    );
    assert_eq!(far, Some(Severity::Warning));
}

#[test]
fn other_names_are_no_other_ways_to_write_a_name() {
    tells(
        TranslationCheck::Names,
        &[
            // One sound that is not like the other tells short names apart.
            ((EN, "They all know Trent well."), (RU, "Все они хорошо знают Френта.")),
        ],
        &[],
    );
    let warned = [
        (
            (EN, "They live near Deptford now."),
            (RU, "Теперь они живут у Депфорта."),
        ),
        ((KK, "Олар Биркензедке барды."), (RU, "Они поехали в Биркенхед.")),
        // Each of two names is the other way to write one.
        (
            (KK, "Кеше Жоан мен Пуигті көрдік."),
            (RU, "Вчера мы видели Шоана и Пуича."),
        ),
    ];
    for (source, target) in warned {
        let severity = worst(TranslationCheck::Names, source, target);
        assert!(severity < Some(Severity::Error), "{source:?} {target:?}");
    }
}

#[test]
fn names_have_forms_of_their_own() {
    tells(
        TranslationCheck::Names,
        &[
            // Words that begin like translated ones are names all the same.
            ((EN, "They drove to Northampton."), (RU, "Они поехали в Гринсборо.")),
            ((RU, "Они поехали в Македонию."), (EN, "They went to Slovenia.")),
        ],
        &[
            (
                (EN, "It shows Charles and Henry in Vienna."),
                (RU, "На ней Карл и Генрих в Вене."),
            ),
            ((EN, "He was born in Orenburg."), (KK, "Ол Орынборда туған.")),
            (
                (EN, "Officials flew to Zhejiang."),
                (RU, "Чиновники полетели в Чжэцзян."),
            ),
            (
                (EN, "They saw the movie Save Me at home."),
                (RU, "Дома они посмотрели фильм «Спаси меня»."),
            ),
        ],
    );
}

#[test]
fn languages_and_scripts() {
    let source = (
        EN,
        "The government has approved a new budget for schools in the villages of the region.",
    );
    let kazakh = "Үкімет облыс ауылдарындағы мектептерге арналған жаңа бюджетті бекітті.";
    let russian = "Правительство утвердило новый бюджет для школ в сёлах этой области.";
    tells(
        TranslationCheck::Language,
        &[
            (source, (KK, russian)),
            (source, (RU, kazakh)),
            (source, (RU, source.1)),
            (
                (EN, "They spent 5 billion tenge on the bridge."),
                (KK, "На строительство моста потратили 5 миллиардов тенге."),
            ),
            (
                (
                    EN,
                    "President George Ivanov told journalists about a visit of the minister.",
                ),
                (
                    KK,
                    "Президент Георге Иванов сообщил журналистам детали визита министра.",
                ),
            ),
            (
                source,
                (
                    KK,
                    "Úkimet oblys aýyldaryndaǵy mektepterge arnalǵan jańa bıýdjetti bekitti.",
                ),
            ),
            (
                source,
                (
                    KK,
                    "ۇكىمەت وبلىس اۋىلدارىنداعى مەكتەپتەرگە ارنالعان جاڭا بيۋدجەتتى بەكىتتى.",
                ),
            ),
            (
                source,
                (
                    RU,
                    "Pravitelstvo utverdilo novyi byudzhet dlya shkol v syolakh etoi oblasti.",
                ),
            ),
            (
                source,
                (
                    KK,
                    "Үкімет облыс ауылдарындағы мектептерге для школ в сёлах этой области.",
                ),
            ),
            (
                source,
                (
                    RU,
                    "Правительство утвердило новый бюджет 请参考以下内容 для школ области.",
                ),
            ),
            (
                (RU, russian),
                (EN, "The government has approved новый бюджет для школ."),
            ),
        ],
        &[
            (source, (KK, kazakh)),
            (source, (RU, russian)),
            (
                (RU, "Глава государства побывал в Астане."),
                (KK, "Мемлекет басшысы Астанада болды."),
            ),
            (
                (EN, "Doctor Malar Balasubramanian and Joan Puig came."),
                (KK, "Доктор Малар Баласубраманиан мен Жоан Пуиг барды."),
            ),
            (
                (EN, "She sings in The Rocky Horror Show."),
                (RU, "Она поёт в шоу The Rocky Horror Show."),
            ),
            (
                (EN, "The app is called Stay at Home."),
                (KK, "Қосымша Stay at Home деп аталады."),
            ),
        ],
    );
}

#[test]
fn repetition() {
    tells(
        TranslationCheck::Repetition,
        &[
            (
                (EN, "The road is closed."),
                (RU, "Дорога закрыта закрыта закрыта закрыта."),
            ),
            ((EN, "The road is closed."), (KK, "Жол жабық, жол жабық, жол жабық.")),
        ],
        &[
            ((EN, "It is very, very far."), (RU, "Это очень, очень далеко.")),
            ((EN, "No, no, no, no, he said."), (RU, "Нет, нет, нет, нет, сказал он.")),
        ],
    );
}

#[test]
fn coverage() {
    let source = "The hospital in the capital treated the injured after the explosion, and the police opened an \
        investigation into the fire at the factory.";
    let whole =
        "Больница в столице приняла пострадавших после взрыва, а полиция начала расследование пожара на заводе.";
    tells(
        TranslationCheck::Coverage,
        &[
            ((EN, source), (RU, "Больница в столице приняла пострадавших.")),
            (
                (EN, "The talks ended well for both sides."),
                (
                    RU,
                    &[
                        whole,
                        "Переговоры между министрами двух соседних стран закончились поздно вечером без всякого итога.",
                    ]
                    .join(" "),
                ),
            ),
        ],
        &[((EN, source), (RU, whole))],
    );
}

#[test]
fn negation() {
    let warns = |source, target| worst(TranslationCheck::Negation, source, target) == Some(Severity::Warning);
    for (source, target) in [
        ((EN, "The bill was not passed."), (RU, "Законопроект был принят.")),
        ((RU, "Он согласен."), (KK, "Ол келіспейді.")),
        ((KK, "Олар келмеді."), (EN, "They came.")),
    ] {
        assert!(warns(source, target), "{source:?} {target:?}");
    }
    for (source, target) in [
        ((EN, "The bill was not passed."), (RU, "Законопроект не прошёл.")),
        ((EN, "He failed to answer."), (KK, "Ол жауап бере алмады.")),
        ((RU, "Это не только школа."), (KK, "Бұл әрі мектеп.")),
        ((EN, "The homeless man left."), (RU, "Человек без крова ушёл.")),
        (
            (KK, "Оның мәлімдемесінде бұл жазылған."),
            (EN, "This is written in his statement."),
        ),
    ] {
        assert!(!warns(source, target), "{source:?} {target:?}");
    }
}

#[test]
fn stutters_monotony_and_texts_without_anything_in_common_are_errors() {
    let source = "Премьер-министр Тереза Мэй прибыла в Лондон в понедельник 5 мая и встретила 20 министров.";
    let errors = |target: &str| -> Vec<TranslationCheck> {
        let (source, target) = (
            Text {
                text: source,
                language: Language::Russian,
            },
            Text {
                text: target,
                language: Language::English,
            },
        );
        let findings = translation(source, target);
        let errors = findings
            .into_iter()
            .filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| finding.check).collect()
    };
    for nonsense in [
        "ThatThatThatThatThatThat",
        "Theresa May came to London on Monday, aaaaaaaaaaaaaaaa.",
        "The red sea sees the red sea and the sea sees the red sea as the sea sees the red sea there.",
    ] {
        assert_eq!(errors(nonsense), [TranslationCheck::Repetition], "{nonsense}");
    }
    let other = "A quiet garden with some old trees stands near a small wooden house behind a green hill of ours.";
    assert!(!errors(other).is_empty());
    let good = "Prime Minister Theresa May came to London on Monday, May 5, and met 20 ministers.";
    assert!(errors(good).is_empty(), "{:?}", errors(good));
}

//! Words that begin sentences and are no names: what a capital letter does not tell there.

use std::sync::LazyLock;

use crate::article::Language;
use crate::understand::lexicon::{Lexicon, Words};

/// What joins and places sentences; who and what news are about; what reports do.
const ORDINARY: [((), Words); 4] = [
    (
        (),
        [
            "meanwhile however despite although though while whereas because since after before during until unless \
             once even still yet also thus hence therefore moreover furthermore besides instead otherwise indeed \
             perhaps maybe again soon later earlier then there here now today often sometimes always never ever \
             another other$ others each every either neither both all$ any$ some$ many most$ more$ much$ few$ several \
             such$ these$ those$ this$ that$ its$ his$ her$ their$ our$ your$ like$ unlike along among around about \
             above across against amid behind below beneath beside between beyond down$ except following for from \
             given inside into just$ near nearly next$ off$ only$ out$ outside over$ per$ regarding rather than$ \
             through throughout under$ upon via$ what$ when$ where$ whether which$ who$ whose$ why$ with$ within \
             without almost already anyone everyone someone nobody nothing something everything back$ far$ first \
             second third last$ former current recent additional early late$ late$ long$ one$ two$ three four five six \
             seven eight nine ten$ half$ hundred thousand million billion dozen tens$",
            "между однако хотя пока когда после перед несмотря также тоже даже ещё еще уже затем потом тогда теперь \
             сейчас здесь там$ тут$ сначала снова опять вновь вскоре скоро позже ранее раньше иногда всегда никогда \
             никто ничто ничего каждый другой другие другая все$ всё$ всего$ всем$ весь вся$ многие много мног несколько некотор \
             часть част большинство больше более менее меньше такой такие таким тем$ тот$ эти$ этот эта$ это$ этого этому его$ \
             её$ ее$ их$ наш ваш свой$ сам$ сама сами само$ при$ для$ без$ под$ над$ через среди около возле вокруг против ради \
             согласно благодаря вопреки помимо кроме вместо вслед вследствие ввиду включая начиная учитывая спустя до$ от$ из$ \
             за$ со$ по$ об$ обо$ если$ чтобы$ поскольку потому поэтому так$ как$ где$ куда$ откуда кто$ чей$ чья$ что$ \
             какой какая какие зачем почему сколько лишь$ только$ почти именно вероятно возможно конечно действительно наверное \
             видимо очевидно кстати наконец итак впрочем зато либо$ или$ ни$ ли$ раз$ вот$ пусть$ пускай$ давайте около вчера обе$ \
             оба$ двое трое четверо первый первая первое первые второй последн предыдущ следующ бывш нынешн",
            "алайда бірақ дегенмен сондықтан сонымен сонан содан сонда сондай осы осын осыд сол$ солай сол бұл$ бұлар бұдан мұн \
             ол$ олар оның онда$ ондай онымен одан оған біз сіз мен$ сен$ кей кейін кейбір кейде қазір бүгін кеше ертең ал$ \
             ал$ және немесе егер себебі өйткені яғни мысалы тіпті барлы бары бәр бүкіл әр$ әрбір көп аз$ басым басқа \
             бастап бұрын алғаш соңғы дейін арасында арада алдында атаудың атап айта айтпақшы шамамен жалпы жуырда \
             жақын таяу тағы та$ та тек$ дәл нақты мүмкін қалай қашан қайда кім не$ неше неге ешкім ештеңе жоқ иә \
             бар$ болса$ болды$ болған бола болғ сонша сөйтіп сондай тиісінше осылай осында осының хош хабар",
        ],
    ),
    (
        (),
        [
            "police official officer expert analyst scientist research doctor nurse patient worker employ staff \
             student pupil teacher parent famil people citizen resident voter tourist passenger driver player fan$ fans$ \
             supporter critic protest demonstrat survivor victim witness neighbo relative friend member leader \
             politician lawmaker lawyer prosecut investigat detective firefighter rescue emergency soldier troop \
             militant rebel refugee migrant author reader viewer user customer company companies firm$ firms$ business bank \
             market price sale$ sales stock share$ shares rate$ rates tax figure number report$ reports survey poll$ polls \
             statistic data stud result evidence information detail image photo$ photos picture video footage media \
             newspaper broadcast rumo speculat talk negotiat relation tension violence crime attack attacker explosion \
             fire$ fires flood rain$ rains rainfall heavy strong storm wind$ winds temperature weather water$ waters traffic train$ trains flight \
             car$ cars road$ roads bridge$ house$ houses home building school$ schools hospital church prison cell$ cells plant$ \
             plants animal insect bird$ birds fish dog$ dogs cat$ cats human life$ light sound food$ medicine virus disease",
            "полици полицей чиновник официальн эксперт аналитик учен ученые исследов врач медик доктор пациент больн рабоч \
             работник сотрудник студент учащ ученик учител родител семь люд человек житель жител граждан избират турист \
             пассаж водител игрок болельщик сторонник критик протест демонстр выжив жертв свидетел очевид сосед \
             родственник друзь член лидер политик депутат адвокат прокур следовател следств пожарн спасател солдат \
             военн боевик повстан беженц мигрант автор читател зрител пользоват клиент покупат компан фирм$ фирма бизнес \
             рынок рынк цен$ цена цены продаж акции акц ставк налог показател число числ количеств доклад отчет отчёт \
             опрос статистик данные данн результат доказат информац подробност снимк снимок фото видео запис сми$ газет слух \
             переговор отношен напряж насил преступл атак напад взрыв пожар наводн дожд ливн ливен шторм ураган ветер ветр \
             температур погод вод$ вода воды движени поезд рейс самолет машин автомоб дорог мост$ дом$ дома здани школ больниц \
             церк тюрьм клетк растен животн насеком птиц рыб собак кошк человеч жизн свет$ звук еда$ пищ лекарств вирус болезн",
            "полиция полиц шенеун сарап ғалым дәрігер жұмыс студент ата ата-ана отбас адам азамат тұрғын турист жолаушы \
             жүргізуші ойыншы жанкүйер сын$ сыншы куәгер көрші дос$ достар мүше саясаткер адвокат прокур тергеу \
             құтқару сарбаз босқын автор оқырман көрермен клиент компания фирма бизнес нарық баға сату акция салық \
             сан$ саны есеп сауалнама статистика дерек нәтиже ақпарат сурет видео бейне газет баспасөз әңгіме келіссөз \
             қатынас зорлық қылмыс шабуыл жарылыс өрт су$ жаңбыр дауыл жел$ ауа пойыз рейс ұшақ көлік жол$ көпір үй$ \
             мектеп аурухана түрме жасуша өсімдік жануар құс$ балық ит$ өмір жарық дыбыс тамақ дәрі вирус ауру отбасы",
        ],
    ),
    (
        (),
        [
            "according asked speaking based due$ thanks contrary prior together including depending regardless \
             considering compared located situated born$ known founded built made$ called named used left$ added \
             back attempt chance plan$ plans question problem reason crisis issue idea decision choice change \
             version part$ parts type kind$ case point$ way$ ways level place$ area$ areas region side$ end$ start \
             begin hour$ hours minute$ minutes day$ days week month year$ years time$ times moment morning night \
             spring summer autumn winter man$ men$ woman women boy$ boys girl child baby son$ daughter brother sister \
             mother father wife husband mom$ dad$ guy$ guys$ nobody hello please welcome watch look see$ go$ get$ let$ take \
             keep save$ stop$ help$ try$ make do$ don does$ did$ can$ could should would will$ may$ might must$ have$ has$ had$ be$ being \
             is$ are$ was$ were$ am$ if$ so$ or$ but$ and$ nor$ not$ yes$ no$ oh$ well$ the$ an$ a$",
            "говор сообщ заяв утвержда отмеч добав объясн рассказ считат считает полага предполаг известно ожида \
             планир оказ выясн попыт шанс план$ планы вопрос проблем причин кризис иде решени выбор измен верси тип$ вид$ \
             виды случа$ случай момент способ уровен уровн место места район област сторон конец начал час$ часы \
             минут день дни недел месяц год$ годы врем утр ноч вечер весн лет$ лето осень зима мужчин женщин мальчик \
             девоч девушк ребен реб дет$ дети младен сын$ сына дочь брат$ сестр мать отец жена муж$ пожалуйста смотр \
             видит идит возьм дела может можно нужно надо следует стоит есть$ был$ была$ было$ были$ будет будут быть \
             сто$ имеет нет$ да$ не$ но$ итак вся отдел логов общ",
            "айту айтуы мәлім хабар хабарла түсінд деп$ дей пікір әрекет мүмкіндік жоспар сұрақ мәселе себеп дағдарыс идея \
             шешім таңдау өзгер түр$ түрі жағдай сәт$ тәсіл деңгей орын жер$ аймақ аудан шет$ соңы басы сағат минут күн$ күні \
             апта ай$ жыл$ жылы жылд уақыт таң түн кеш$ көктем жаз$ күз қыс ер$ әйел ұл$ қыз$ бала сәби аға іні әпке \
             ана$ ана әке зайыбы күйеуі қара көр кел бер жаса керек болар еді",
        ],
    ),
    (
        (),
        [
            "hurricane tropical anti$ pro$ non$ ex$ inter$ post$ pre$ co$ self$ low$ lower$ high$ higher hot$ cold$ new$ newly \
             old$ older good$ better best$ bad$ worse big$ bigger small smaller large great$ greater little$ real$ true$ full$ \
             free$ open$ close$ clear$ dark$ deep$ fast$ hard$ easy$ rich$ poor$ safe$ dead$ alive young$ younger fellow \
             dear$ sorry sure$ right$ wrong rapper singer actor star coach captain keeper striker \
             manager boss$ senator president minister",
            "рэпер певец певиц актер актёр звезд тренер капитан вратар форвард нападающ менеджер босс сенатор тропич анти \
             самая самый самое самые хорош плох мал больш",
            "рэпер әнші актер жұлдыз бапкер капитан қақпашы шабуылшы менеджер сенатор тележүргізуші",
        ],
    ),
];

static LEXICON: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of(ORDINARY.into_iter()));

/// Whether a word in small letters is one that sentences begin with, by its stem or by an ending that names do not have.
pub(super) fn is_ordinary(word: &str, language: Language) -> bool {
    const ENGLISH: [&str; 9] = ["ly", "ing", "ed", "less", "ful", "able", "ible", "ists", "ants"];
    const RUSSIAN: [&str; 39] = [
        "ть",
        "ться",
        "тся",
        "ется",
        "ится",
        "ются",
        "ятся",
        "ает",
        "яет",
        "ует",
        "ают",
        "яют",
        "уют",
        "ала",
        "яла",
        "ила",
        "али",
        "яли",
        "или",
        "ало",
        "яло",
        "ило",
        "лись",
        "лась",
        "лось",
        "лся",
        "ясь",
        "аясь",
        "вшись",
        "вая",
        "ивая",
        "льно",
        "енно",
        "ично",
        "очно",
        "тельно",
        "ивно",
        "естно",
        "ично",
    ];
    const KAZAKH: [&str; 12] = [
        "ған", "ген", "қан", "кен", "атын", "етін", "айды", "ейді", "ады", "еді", "ып", "іп",
    ];
    let ends = |endings: &[&str]| word.chars().count() >= 5 && endings.iter().any(|ending| word.ends_with(ending));
    LEXICON.find(word, language).is_some()
        || match language {
            Language::English => ends(&ENGLISH),
            Language::Russian => ends(&RUSSIAN),
            _ => ends(&KAZAKH),
        }
}

//! Words of names that are translated rather than transliterated: `Lake`, `Supreme Court`, `World Cup`.

use std::sync::LazyLock;

use crate::article::Language;
use crate::understand::cases;
use crate::understand::lexicon::{Lexicon, Words};

/// Places and directions; institutions and offices; news, sport, faith; abstractions; history, nature and the rest.
const TRANSLATED: [((), Words); 7] = [
    (
        (),
        [
            "north south east west central upper lower great new old young big little saint st$ holy san$ santa$ \
             mount lake river ocean sea$ gulf bay$ island isle coast valley desert plain hill city town county \
             province district region state street road avenue square park bridge crescent corner lane$ drive$ \
             hall$ house castle airport station port$",
            "нью$ лос$ лас$ север южн юж юг восто запад западн централь верхн нижн велик нов стар млад больш мал$ малый свят св$ \
             сан$ санта гор гора горы озер рек океан мор залив остров побереж долин пустын равнин холм город \
             граф провинц район регион област штат улиц шоссе проспект площад парк мост угол углов переул дом$ \
             дома$ зал$ замок аэропорт станц порт$",
            "нью$ лос$ лас$ солтүстік оңтүстік шығыс батыс орталық жоғарғы төменгі ұлы жаңа ескі кіші үлкен әулие тау көл өзен \
             мұхит тынық теңіз шығанақ арал жағалау алқап шөл дала жазық төбе қала графство провинц аудан аймақ \
             облыс штат көше жол даңғыл алаң саябақ көпір үй зал қамал әуежай стан порт",
        ],
    ),
    (
        (),
        [
            "commission committee assembly council parliament senate congress party union ministry minister \
             department office officer agency bureau institute universit college school academ center centre \
             court supreme high justice judiciary government president prime premier king queen prince princess \
             duke lord lady sir$ mr$ mrs$ ms$ dr$ judge senator governor mayor chief general colonel captain \
             sergeant inspector director chair secretary member speaker bank fund foundation association \
             federation confederation organi company group corporation police army navy air force guard service \
             national international federal royal united republic kingdom commonwealth",
            "комис комит ассамбл совет парламент сенат конгресс парт союз министер министр департамент управлен \
             офис офицер агентств бюро институт универс колледж школ академ центр суд верховн высш юстиц юридич \
             судеб правительств президент премьер король корол принц герцог лорд леди сэр госпо господ г-н \
             мистер миссис доктор судь сенатор губернатор мэр$ мэра$ глав генерал полковник капитан сержант \
             инспектор директор председат секретар член спикер банк фонд ассоциац федерац конфедерац организ \
             компан групп корпорац полиц арм флот воздуш сил гвард служб национ международ федерал королев \
             объедин соедин республ содруж",
            "комисс комитет ассамблея кеңес парламент сенат конгресс партия одақ одағ министр департамент \
             басқарма кеңсе офис офицер агентті бюро институт универс колледж мектеп академ сот жоғары әділет \
             заң үкімет президент премьер король патша ханзада герцог лорд леди сэр мырза ханым доктор судья \
             сенатор губернатор мэр$ мэрі бас$ басшы генерал полковник капитан сержант инспектор директор төраға \
             хатшы мүше спикер банк қор қоры қауымдаст федерац конфедерац ұйым компан топ корпорац полиц әскер \
             армия флот әуе күш гвард қызмет ұлттық халықаралық федерал корольді біріккен құрама республ достаст",
        ],
    ),
    (
        (),
        [
            "war world cup league champion game olympic match club team stadium church cathedral temple mosque \
             bible god$ lord christ christmas easter ramadan halloween thanksgiving new$ news time$ times$ post$ \
             daily herald guardian mirror sun$ star$ show film movie song album book award prize festival museum \
             library theat galler hospital hotel summer winter spring autumn day$ night morning week internet \
             web$ online democrat republican conservative liberal labour labor green$ arab jew islam muslim \
             christ catholic orthodox",
            "войн мир миров кубок кубк лиг чемпион игр олимпи матч клуб команд стадион церк собор храм мечет \
             библи бог господ христ рожд пасх рамадан новост врем таймс пост дейли шоу фильм песн альбом книг \
             преми фестивал музе библиотек театр галере больниц госпитал отел гостин лет зим весн осен ден ноч \
             утр недел интернет веб сет$ сети$ демократ республикан консерватив либерал лейборист зелен араб \
             еврей евре ислам мусульман католи православ",
            "соғыс дүние әлем кубок кубог лига чемпион ойын олимпи матч клуб команда стадион шіркеу собор ғибадат \
             мешіт інжіл құдай христ рождество пасха рамазан жаңалық уақыт таймс пост шоу фильм ән альбом кітап \
             сыйлық фестивал мұражай музей кітапхана театр галерея аурухана госпитал қонақүй жаз қыс көктем күз \
             күн түн таң апта интернет веб демократ республика консерв либерал лейборист жасыл  британ араб \
             еврей ислам мұсылман христиан католик православ",
        ],
    ),
    (
        (),
        [
            "des$ del$ van$ von$ der$ los$ las$ why how when where what category parish coroner detective \
             celebrity pacific det$ insp$ sen$ rep$ gov$ gen$ col$ sgt$ lt$ capt$ prof$ rev$ society palace \
             cross$ select special intelligence order silicon joint love power rock officials policy i$ we$ \
             english tv$ no$ yes$ oh$ dear pope father mother brother sister black white red blue human rights \
             act law bill amendment constitution treaty agreement plan program project initiative data science \
             research development environment climate weather health food energy nuclear security defen foreign \
             affairs interior justice education finance econom trade business industry market exchange stock oil \
             gas water earth moon",
            "почему зачем категор приход коронер детектив знаменит тих решени обществ дворец дворц крест \
             специальн разведк порядо кремни объедин любов держав скал официальн полити я мы да нет ах папа пап \
             отец мать брат сестр черн бел крас син голуб человек прав закон акт поправк конституц договор \
             соглашен план программ проект инициатив данн наук исследован развит окруж климат погод здоровь \
             здравоохр еда пищ продовольств энерг ядерн безопасн оборон иностран внутренн образован финанс \
             эконом торг бизнес промышл рынок рынк бирж акци нефт газ вод земл лун",
            "неге неліктен санат приход детектив тұнық шешім оқиға саяси қоғам сарай крест арнайы барлау тәртіп \
             кремний біріккен махаббат держава жартас ресми саясат мен біз иә жоқ папа әке ана аға іні әпке қара \
             ақ қызыл көк адам құқық заң акт түзету конституц шарт келісім жоспар бағдарлама жоба бастама дерек \
             ғылым зерттеу даму қоршаған климат ауа денсаулық тамақ азық энергия ядрол қауіпсіздік қорғаныс \
             сыртқы ішкі білім қаржы эконом сауда бизнес өнеркәсіп нарық биржа акция мұнай газ су жер ай$",
        ],
    ),
    (
        (),
        [
            "empire imperial emperor revolution industrial renaissance middle age$ ages$ ancient civil allied \
             allies soviet nazi native aborigin roman latin persian ottoman byzantin viking gothic theory tower \
             wall$ gate gates garden forest falls canal cape$ peninsula archipelago continent planet sun$ \
             dynasty tribe people language culture art$ arts$ history nature student author poet angel devil \
             children women men$ man$ youth friend peace freedom independen victory memorial monument airline \
             railway bus$ train radio channel network journal magazine press$ review survey index virus flu \
             disease space satellite shuttle flight operation front$ battle crown grand$ formula series season \
             final round tour race super$ open$ ball football rugby basketball hockey tennis golf ski$ ice$ snow \
             storm fire$ wind tree stone gold silver iron bronze protestant baptist hebrew hindu buddh pharaoh \
             pyramid sign$ first second third",
            "импер императ революц промышл индустр возрожд ренессанс средн век$ века$ древн античн граждан союзн \
             советск совет нацист коренн абориген римск рим римлян латин персид перс$ осман визант викинг готич \
             теори башн стен ворот сад$ сада$ саду$ лес$ леса$ водопад канал мыс$ полуостров архипелаг контин \
             планет солнц династ плем народ язык культур искусств истори природ студент автор поэт ангел дьявол \
             дет женщ мужч молод друз мир$ свобод независим побед мемориал памятник авиал желез автобус поезд \
             радио канал сет$ журнал пресс обзор индекс вирус грипп болезн космос космич спутник шаттл рейс \
             полет операц фронт битв корон гранд формул сери сезон финал раунд тур$ тура$ гонк супер открыт мяч \
             футбол регби баскетбол хоккей теннис гольф лыж лед снеж снег шторм огон огн ветр дерев камен камн \
             золот серебр желез бронз протестант баптист иврит индуи буддий фараон пирамид",
            "империя император революц индустр қайта орта ғасыр ежелгі көне азамат одақ совет кеңес нацис байырғы \
             рим$ римде римд римнің латын парсы осман византия викинг готика теория мұнара қабырға қақпа бақ \
             орман сарқырама канал мүйіс түбек архипелаг құрлық ғаламшар планета күн әулет тайпа халық тіл \
             мәдениет өнер тарих табиғат студент автор ақын періште ібіліс бала әйел ер жас дос бейбіт еркін \
             бостан тәуелсіз жеңіс мемориал ескерткіш әуе темір автобус пойыз радио арна желі журнал баспа шолу \
             индекс вирус тұмау ауру ғарыш жерсерік шаттл рейс ұшу операция майдан шайқас тәж гран формула серия \
             сериал маусым финал раунд тур$ жарыс супер ашық доп футбол регби баскетбол хоккей теннис гольф \
             шаңғы мұз қар дауыл от$ жел ағаш тас алтын күміс қола протестант баптист иврит үнді будда перғауын \
             пирамида",
        ],
    ),
    (
        (),
        [
            "cold wild silk geolog hurricane cyclone tropical administrat authorit board cabinet chamber charter chancellor convention \
             customs delegat embass envoy executive heritage homeland investigat maritime medic metropolitan militar municipal nation \
             opposition patrol petroleum planning postal protect public refugee relief rescue reserve revenue safety sanctuar \
             savings secret senior standard statist strateg task$ technolog transport treasur tribunal trust vice$ veteran village volunteer \
             welfare wildlife worker zone zoo$ zoolog solar system galax milky way$ comet asteroid abbey basilica chapel shrine \
             monaster pagoda fort$ fortress citadel market bazaar boulevard highway route trail$ pass$ gorge glacier volcano cave$ \
             caves reef lagoon strait harbo dam$ pier$ beach cliff basin delta plateau jungle accord pact$ protocol declarat \
             resolut agenda summit conference forum session paralympic master trophy medal prix derby era$ period epoch \
             century dark reformation enlightenment crusade holocaust depression indigenous creole moor$ moors site$ portal \
             email mobile phone comput tablet desert equator hemisphere pole$ meridian lighthouse opera ballet \
             orchestra symphon choir ancient modern classic tradition lunar eve$ holiday bank",
            "холод дик шелк геолог ураган циклон тропич администр власт палат кабинет хартия канцлер конвенц тамож делегац посольст \
             посол исполнит наслед родин морск медиц метропол воен муниципал нац наций оппозиц патрул нефтян планир почт защит \
             охран публичн общественн беженц помощ спасат резерв доход заповедн сбереж секрет старш стандарт статист стратег техн \
             транспорт казначей трибунал траст вице ветеран деревн волонт рабоч зон зоопарк солнечн систем галактик млечн пут \
             комет астероид аббатст базилик часовн святын монастыр пагод форт$ форта$ форте$ крепост цитадел рын базар бульвар шоссе маршрут \
             троп перевал ущель ледник вулкан пещер риф лагун пролив гаван плотин пирс пляж утес утёс бассейн дельт плато джунгл \
             пакт протокол деклар резолюц повестк саммит конференц форум сесси паралимп мастер трофе медал при$ дерби эр$ эра$ эры$ эпох период \
             реформац просвещ крестов холокост депресс коренн креол мавр сайт портал почта мобил телефон компьютер планшет экватор \
             полуш полюс меридиан маяк опер балет оркестр симфони хор современ классич традиц лунн канун праздн вселен средневеков сын$",
            "суық жабайы жібек геолог дауыл циклон тропик әкімшілік билік палата кабинет хартия канцлер конвенция кеден делегация \
             елшілік елші атқарушы мұра отан теңіз медицина әскери муницип ұлттар оппозиция патруль мұнай пошта қорғау қоғамдық босқын \
             көмек құтқару резерв кіріс қорық жинақ құпия аға стандарт статист стратег техно көлік қазына трибунал вице ардагер ауыл \
             ерікті жұмысшы аймақ хайуанат жүйе галактика құс комета астероид аббаттық базилика монастырь пагода форт бекініс цитадель \
             базар бульвар тасжол маршрут асу шатқал мұздық жанартау үңгір риф лагуна бұғаз айлақ бөгет пирс жағажай \
             бассейн дельта плато джунгли пакт хаттама декларация қарар саммит конференция форум сессия паралимпиада шебер медаль \
             дерби дәуір кезең реформация крест холокост депрессия байырғы креол мавр сайт портал мобильді телефон компьютер планшет экватор \
             жартышар полюс меридиан маяк опера балет оркестр симфония хор заманауи классик дәстүр мереке әлем орта",
        ],
    ),
    (
        (),
        [
            "majest highness excellenc commons attorney lieutenant admiral commander corporal bishop archbishop cardinal rabbi imam \
             sheikh emir$ sultan shah$ tsar czar ambassador deput spokes chairm comrade miss$ madam genesis exodus gospel testament \
             psalm revelation paradise hell$ satan prophet baroque syndrome slam$ ring$ rings bang$ curtain colony coloni \
             triangle square circle gallery exhibit expo$ fair$ carnival parade marathon relay sprint slalom downhill \
             deaf blind disabled junior rover mission station module dome rock oasis dune wind$",
            "величеств высочеств превосходительств общин атторне прокур лейтенант адмирал командир командующ капрал епископ \
             архиепископ кардинал раввин имам шейх эмир султан шах$ шаха$ царь царя царск депутат спикер товарищ мисс$ мадам \
             быти исход евангел завет псал откровен рай$ ад$ сатан пророк барокко синдром шлем кольц взрыв занавес колони \
             треугольн круг выставк ярмарк карнавал парад марафон эстафет спринт слалом спуск юниор марсоход мисси модул купол \
             оазис дюн страстн",
            "мәртебелі лорд прокурор лейтенант адмирал қолбасшы капрал епископ архиепископ кардинал раввин имам шейх әмір сұлтан \
             шах$ патша депутат өкіл жолдас мисс$ ханым жаратылыс інжіл өсиет забур жұмақ тозақ шайтан пайғамбар барокко \
             синдром дулыға сақина жарылыс перде отар үшбұрыш шеңбер көрме жәрмеңке карнавал шеру марафон эстафета спринт слалом \
             жасөспірім миссия модуль күмбез оазис құм$",
        ],
    ),
];

static LEXICON: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of(TRANSLATED.into_iter()));

/// Whether a word in small letters is one of these.
pub(super) fn is_translated(word: &str, language: Language) -> bool {
    LEXICON.find_with_ending(word, language).is_some_and(|(_, ending)| {
        let stem = word.chars().count() - ending.chars().count();
        stem >= longest(language) || ending.is_empty() || is_ending(&ending, language)
    })
}

/// Stems from this length on are no accident: `Sutopo` is not water, `су`, but `University` is one.
fn longest(language: Language) -> usize {
    match language {
        // `Northampton`, `Whitehall`.
        Language::English => 6,
        _ => 5,
    }
}

/// Whether a word may have an ending behind a short stem.
fn is_ending(ending: &str, language: Language) -> bool {
    const ENGLISH: [&str; 36] = [
        "s", "es", "ed", "er", "ers", "ern", "ing", "ings", "n", "an", "ans", "ian", "ians", "y", "ies", "ish", "ist",
        "ists", "al", "ic", "ful", "ly", "ity", "ion", "ions", "ary", "ial", "ive", "or", "ors", "ure", "ment",
        "ments", "ical", "ics", "ism",
    ];
    const RUSSIAN: &str = "аеёиоуыэюяйьмхгнств";
    const KAZAKH: [&str; 12] = [
        "ы", "і", "сы", "сі", "лар", "лер", "дар", "дер", "тар", "тер", "лық", "лік",
    ];
    match language {
        Language::English => ENGLISH.contains(&ending),
        Language::Russian => ending.chars().all(|letter| RUSSIAN.contains(letter)),
        _ => {
            let own = |rest: &str| rest.is_empty() || KAZAKH.iter().any(|own| rest.starts_with(own));
            own(ending)
                || cases::KAZAKH
                    .iter()
                    .any(|case| ending.strip_suffix(case).is_some_and(own))
        }
    }
}

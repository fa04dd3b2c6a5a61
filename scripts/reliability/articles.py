"""Writes JSON Lines of made-up articles in three languages: articles.py COUNT > FILE. The same count gives the same bytes."""

import json
import sys

TITLES = [
    ("kk", "{city}да жаңа {thing} ашылды"),
    ("ru", "В городе {city} открыли новый объект: {thing}"),
    ("en", "A new {thing} has opened in {city}"),
]
BODIES = {
    "kk": "{day} күні {city} қаласында жаңа {thing} ашылды. Құрылысқа {sum} млн теңге бөлінді, бұл былтырғыдан {share} пайызға көп. "
    "«Біз оны {year} жылдан бері күттік», – деді қала әкімі Ерлан Сәдуақасов. Нысан тәулігіне {count} адамға қызмет көрсетеді. "
    "Келесі жылы тағы екі нысан салынбақ.",
    "ru": "{day} в городе {city} открыли новый объект: {thing}. На строительство выделили {sum} млн тенге, на {share} % больше, чем год назад. "
    "«Мы ждали этого с {year} года», — сказал аким города Ерлан Садуакасов. Объект принимает {count} человек в сутки. "
    "В следующем году построят ещё два.",
    "en": "A new {thing} has opened in {city} on {day}. It cost {sum} million tenge, {share}% more than planned a year ago. "
    '"We have waited for it since {year}," said Mayor Yerlan Sadykov. It serves {count} people a day. Two more are to be built next year.',
}
WORDS = {
    "kk": (["Алматы", "Астана", "Шымкент", "Қостанай"], ["мектеп", "аурухана", "кітапхана", "көпір"], "2024 жылғы {} мамыр"),
    "ru": (["Алматы", "Астана", "Шымкент", "Костанай"], ["школа", "больница", "библиотека", "мост"], "{} мая 2024 года"),
    "en": (["Almaty", "Astana", "Shymkent", "Kostanay"], ["school", "hospital", "library", "bridge"], "May {}, 2024"),
}


def article(number: int) -> dict:
    language, title = TITLES[number % 3]
    cities, things, day = WORDS[language]
    values = {
        "city": cities[number // 3 % 4],
        "thing": things[number // 12 % 4],
        "day": day.format(1 + number % 28),
        "sum": 5 + number % 997,
        "share": 1 + number % 89,
        "year": 1991 + number % 30,
        "count": 100 + number % 1009,
    }
    body = BODIES[language].format(**values)
    paragraphs = [body] + [BODIES[language].format(**{**values, "sum": values["sum"] + step}) for step in range(number % 5)]
    return {
        "id": f"news-{number}",
        "title": title.format(**values),
        "date": f"2024-05-{1 + number % 28:02}",
        "text": "\n\n".join(paragraphs),
    }


for number in range(int(sys.argv[1])):
    print(json.dumps(article(number), ensure_ascii=False))

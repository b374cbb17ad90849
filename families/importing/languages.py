"""Languages as schools name them, turned into BCP 47 tags.

Both the names and the Department for Education's letters are read. Letters that could
mean two languages are left out: a message in the wrong language is worse than a
question.
"""

from families.importing.names import name_key

_NAMES = {
    "af": "Afrikaans",
    "ak": "Akan; Twi; Akan (Twi/Asante); Akan/Twi-Fante",
    "am": "Amharic; AMR",
    "ar": "Arabic; ARA",
    "az": "Azerbaijani; Azeri",
    "bg": "Bulgarian; BUL",
    "bn": "Bengali; Bangla; Bengali (any other); BNG; BNGA",
    "bs": "Bosnian",
    "ckb": "Kurdish (Sorani); Sorani; KURS",
    "cs": "Czech; CZE",
    "cy": "Welsh; Cymraeg; CYM",
    "da": "Danish; DAN",
    "de": "German; GER",
    "el": "Greek; Greek (any other)",
    "en": "English; Believed to be English; ENG; ENB",
    "es": "Spanish; SPA",
    "et": "Estonian; EST",
    "fa": "Persian; Farsi; Persian/Farsi; Persian (Farsi); Farsi/Persian (any other)",
    "fa-AF": "Dari; Dari Persian; PRSD",
    "fi": "Finnish; FIN",
    "fil": "Filipino; Tagalog; Tagalog/Filipino; TGLF",
    "fr": "French; FRN",
    "ga": "Irish; Gaelic/Irish",
    "gd": "Gaelic (Scotland); Scottish Gaelic",
    "gu": "Gujarati; GUJ",
    "ha": "Hausa; HAU",
    "he": "Hebrew; HEB",
    "hi": "Hindi; HIN",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "ig": "Igbo; IGB",
    "it": "Italian; ITA",
    "ja": "Japanese; JPN",
    "ka": "Georgian",
    "ko": "Korean; KOR",
    "ku": "Kurdish; Kurdish (any other); Kurdish (Kurmanji); Kurmanji; KUR; KURM",
    "ln": "Lingala",
    "lt": "Lithuanian; LIT",
    "lv": "Latvian",
    "ml": "Malayalam",
    "mt": "Maltese",
    "my": "Burmese",
    "ne": "Nepali; NEP",
    "nl": "Dutch; Flemish; Dutch/Flemish",
    "no": "Norwegian",
    "om": "Oromo",
    "pa": "Punjabi; Panjabi; Panjabi (Gurmukhi); Panjabi (any other); PNJ; PNJG",
    "pnb": "Panjabi (Mirpuri); Mirpuri; Pahari; Pahari-Potwari",
    "pl": "Polish; POL",
    "ps": "Pashto; Pashtu; Pakhto; Pashto/Pakhto",
    "pt": "Portuguese; Portuguese (any other); POR",
    "pt-BR": "Portuguese (Brazil); Brazilian Portuguese; PORB",
    "ro": "Romanian; Moldovan; Romanian (Romania); RMN; RMNR",
    "rom": "Romany; Romani; Romany/English Romanes",
    "ru": "Russian; RUS",
    "si": "Sinhala; Sinhalese",
    "sk": "Slovak",
    "sl": "Slovenian; Slovene",
    "sn": "Shona",
    "so": "Somali; SOM",
    "sq": "Albanian; Shqip; Albanian/Shqip; ALB",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili; Kiswahili; Swahili/Kiswahili; SWA",
    "syl": "Sylheti; Bengali (Sylheti); BNGS",
    "ta": "Tamil; TAM",
    "te": "Telugu",
    "th": "Thai; THA",
    "ti": "Tigrinya; Tigrigna",
    "tr": "Turkish; TUR",
    "uk": "Ukrainian; UKR",
    "ur": "Urdu; URD",
    "uz": "Uzbek",
    "vi": "Vietnamese; VIE",
    "yo": "Yoruba; YOR",
    "yue": "Cantonese; Chinese (Cantonese); CHIC",
    "zh": "Chinese; Mandarin; Chinese (Mandarin); Chinese (any other); CHI; CHIM",
    "zu": "Zulu",
    "bfi": "British Sign Language; BSL",
}

_NOT_SAID = (
    "Other; Other than English; Other language; Believed to be other than English; "
    "Not obtained; Not known; Unknown; Refused; Information not obtained; "
    "Classification pending; OTH; OTB; NOT; REF; ZZZ"
)

_TAGS = {name_key(name): tag for tag, names in _NAMES.items() for name in names.split(";")}
_KNOWN_BLANKS = {name_key(name) for name in _NOT_SAID.split(";")}


def read_language(written: str) -> tuple[str, bool]:
    """The BCP 47 tag ("" if the file does not say) and whether the word was known."""
    key = name_key(written)
    if not key or key in _KNOWN_BLANKS:
        return "", True
    if key in _TAGS:
        return _TAGS[key], True
    return (written.strip(), True) if written.strip() in _NAMES else ("", False)


def choices() -> list[tuple[str, str]]:
    """The languages to choose from, by name, with English first."""
    named = sorted(((tag, language_said(tag)) for tag in _NAMES), key=lambda named: named[1])
    return sorted(named, key=lambda named: named[0] != "en")


def language_said(tag: str) -> str:
    """The name of a language: “Urdu” for ur; a tag nobody named is given back."""
    return _NAMES.get(tag, tag).partition(";")[0]

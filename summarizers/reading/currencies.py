"""How currencies are written: signs, codes and words."""

SIGNS = {
    "US$": "USD", "U.S.$": "USD", "USD": "USD", "$": "USD", "A$": "AUD", "AU$": "AUD", "AUD": "AUD", "AUD$": "AUD",
    "C$": "CAD", "CA$": "CAD", "CAD": "CAD", "NZ$": "NZD", "NZD": "NZD", "S$": "SGD", "SGD": "SGD", "HK$": "HKD",
    "HKD": "HKD", "NT$": "TWD", "TWD": "TWD", "R$": "BRL", "BRL": "BRL", "€": "EUR", "EUR": "EUR", "£": "GBP",
    "GBP": "GBP", "¥": "JPY", "JP¥": "JPY", "JPY": "JPY", "CN¥": "CNY", "CNY": "CNY", "RMB": "CNY", "₩": "KRW",
    "KRW": "KRW", "₹": "INR", "Rs": "INR", "Rs.": "INR", "INR": "INR", "Rupees": "INR", "PKR": "PKR", "PKRs": "PKR",
    "BDT": "BDT", "Tk": "BDT", "LKR": "LKR", "NPR": "NPR", "₺": "TRY", "TL": "TRY", "TRY": "TRY", "₽": "RUB",
    "RUB": "RUB", "zł": "PLN", "PLN": "PLN", "SEK": "SEK", "NOK": "NOK", "DKK": "DKK", "CHF": "CHF", "AED": "AED",
    "Dh": "AED", "SAR": "SAR", "SR": "SAR", "QAR": "QAR", "KWD": "KWD", "OMR": "OMR", "BHD": "BHD", "₪": "ILS",
    "ILS": "ILS", "NIS": "ILS", "Rp": "IDR", "IDR": "IDR", "RM": "MYR", "MYR": "MYR", "THB": "THB", "฿": "THB",
    "VND": "VND", "₫": "VND", "PHP": "PHP", "₱": "PHP", "EGP": "EGP", "ZAR": "ZAR", "CZK": "CZK", "HUF": "HUF",
    "RON": "RON", "BGN": "BGN", "UAH": "UAH", "₴": "UAH", "KZT": "KZT", "AZN": "AZN", "ARS": "ARS", "CLP": "CLP",
    "COP": "COP", "PEN": "PEN", "MXN": "MXN", "NGN": "NGN", "₦": "NGN", "KES": "KES", "MAD": "MAD", "IQD": "IQD",
    "CAN$": "CAD", "CDN$": "CAD", "Cdn$": "CAD", "SG$": "SGD", "Euro": "EUR", "Euros": "EUR",
    "euro": "EUR", "euros": "EUR", "dlrs": "USD", "Dlrs": "USD", "DZD": "DZD", "JOD": "JOD",
    "TND": "TND", "LYD": "LYD", "ISK": "ISK", "GEL": "GEL", "RSD": "RSD", "UZS": "UZS", "UGX": "UGX", "TZS": "TZS",
    "GHS": "GHS", "ETB": "ETB", "UYU": "UYU", "BOB": "BOB", "MNT": "MNT", "R": "ZAR", "W": "KRW", "P": "PHP",
}  # fmt: skip

# Signs and codes that stand before small numbers too; other letters ("COP 28", "NIS 2") are money from a thousand up.
SMALL_SIGNS = frozenset({"USD", "EUR", "GBP", "INR", "PKR", "Rs", "Rs.", "Rupees", "euro", "euros", "Euro", "Euros"})
# Single letters are money from a million up.
LETTERS = frozenset({"R", "W", "P"})

# Words that name one currency wherever they stand.
WORDS = {
    "dollar": "USD", "dlr": "USD", "buck": "USD", "euro": "EUR", "pound sterling": "GBP", "sterling": "GBP",
    "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "rupee": "INR", "lira": "TRY", "ruble": "RUB", "rouble": "RUB",
    "zloty": "PLN", "złoty": "PLN", "kronor": "SEK", "krona": "SEK", "dirham": "AED", "riyal": "SAR",
    "shekel": "ILS", "new shekel": "ILS", "new israeli shekel": "ILS",
    "rupiah": "IDR", "ringgit": "MYR", "baht": "THB", "dong": "VND", "taka": "BDT",
    "forint": "HUF", "koruna": "CZK", "korun": "CZK", "hryvnia": "UAH", "hryvnya": "UAH", "tenge": "KZT",
    "reais": "BRL", "naira": "NGN", "rand": "ZAR", "leva": "BGN",
}  # fmt: skip

# Words that mean money only behind a scale ("4 trillion won", "2 billion pounds"); "" where the country must decide.
SCALED_WORDS = {
    "won": "KRW", "pound": "GBP", "quid": "GBP", "lei": "RON", "marks": "DEM", "stg": "GBP", "peso": "", "dinar": "",
    "rial": "", "krone": "", "kroner": "", "crown": "", "franc": "",
}  # fmt: skip

# Names of several currencies, by the country that uses each; a text that names just one of these countries means its.
SHARED = {
    "Rs": {"IN": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR"},
    "rupee": {"IN": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR"},
    "¥": {"JP": "JPY", "CN": "CNY"},
    "R": {"ZA": "ZAR"},
    "peso": {"PH": "PHP", "MX": "MXN", "AR": "ARS", "CL": "CLP", "CO": "COP"},
    "dinar": {"KW": "KWD", "IQ": "IQD", "BH": "BHD", "DZ": "DZD", "JO": "JOD", "TN": "TND", "LY": "LYD", "RS": "RSD"},
    "riyal": {"SA": "SAR", "QA": "QAR", "YE": "YER"},
    "rial": {"OM": "OMR", "IR": "IRR", "YE": "YER"},
    "dirham": {"AE": "AED", "MA": "MAD"},
    "krone": {"NO": "NOK", "DK": "DKK"},
    "kroner": {"NO": "NOK", "DK": "DKK"},
    "crown": {"SE": "SEK", "NO": "NOK", "DK": "DKK", "CZ": "CZK"},
    "franc": {"CH": "CHF", "FR": "FRF", "BE": "BEF"},
    "marks": {"DE": "DEM", "FI": "FIM"},
    "pound": {"GB": "GBP", "EG": "EGP", "LB": "LBP"},
}  # fmt: skip

# Nationality decides between namesakes.
QUALIFIED = {
    ("us", "dollar"): "USD", ("u.s.", "dollar"): "USD", ("american", "dollar"): "USD",
    ("australian", "dollar"): "AUD", ("canadian", "dollar"): "CAD", ("singapore", "dollar"): "SGD",
    ("singaporean", "dollar"): "SGD", ("taiwan", "dollar"): "TWD", ("taiwanese", "dollar"): "TWD",
    ("new zealand", "dollar"): "NZD", ("hong kong", "dollar"): "HKD", ("indian", "rupee"): "INR",
    ("pakistani", "rupee"): "PKR", ("pakistan", "rupee"): "PKR", ("sri lankan", "rupee"): "LKR",
    ("nepalese", "rupee"): "NPR", ("british", "pound"): "GBP", ("egyptian", "pound"): "EGP",
    ("swedish", "crown"): "SEK", ("swedish", "kronor"): "SEK", ("swedish", "krona"): "SEK",
    ("norwegian", "crown"): "NOK", ("norwegian", "krone"): "NOK", ("norwegian", "kroner"): "NOK",
    ("danish", "crown"): "DKK", ("danish", "krone"): "DKK", ("danish", "kroner"): "DKK", ("czech", "crown"): "CZK",
    ("czech", "koruna"): "CZK", ("swiss", "franc"): "CHF", ("chinese", "yuan"): "CNY", ("japanese", "yen"): "JPY",
    ("korean", "won"): "KRW", ("south korean", "won"): "KRW", ("turkish", "lira"): "TRY",
    ("russian", "ruble"): "RUB", ("russian", "rouble"): "RUB", ("polish", "zloty"): "PLN", ("uae", "dirham"): "AED",
    ("emirati", "dirham"): "AED", ("moroccan", "dirham"): "MAD", ("saudi", "riyal"): "SAR",
    ("qatari", "riyal"): "QAR", ("israeli", "shekel"): "ILS", ("kuwaiti", "dinar"): "KWD",
    ("iraqi", "dinar"): "IQD", ("bahraini", "dinar"): "BHD", ("philippine", "peso"): "PHP",
    ("argentine", "peso"): "ARS", ("mexican", "peso"): "MXN", ("chilean", "peso"): "CLP",
    ("colombian", "peso"): "COP", ("brazilian", "real"): "BRL", ("brazilian", "reais"): "BRL",
    ("south african", "rand"): "ZAR", ("romanian", "lei"): "RON", ("bulgarian", "leva"): "BGN",
    ("french", "franc"): "FRF", ("belgian", "franc"): "BEF", ("german", "marks"): "DEM",
    ("west german", "marks"): "DEM",
    ("new taiwan", "dollar"): "TWD", ("brazil", "real"): "BRL",
    ("algerian", "dinar"): "DZD", ("jordanian", "dinar"): "JOD", ("lebanese", "pound"): "LBP",
    ("saudi arabian", "riyal"): "SAR", ("iranian", "rial"): "IRR",
    ("peruvian", "sol"): "PEN", ("omani", "rial"): "OMR",
}  # fmt: skip

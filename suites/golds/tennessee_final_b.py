"""Questions about the Tennessee Eastman process: readings every three minutes, and no records.

Data is missing for most of 9 January; from the afternoon of the 18th to the end of the 19th it stands still.
"""

from expect import ABSTAINED, CLARIFY, Suite, count, instant, number, significant, yes
from mixed import daily, date_ids, day, differ, longest_run, now, stat, top
from plant import Plant

suite = Suite("tennessee", "tennessee-y", significant(10))
ask, converse = suite.ask, suite.converse

plant = Plant("tennessee")
TODAY, YESTERDAY = day("2024-01-27"), day("2024-01-26")
LAST_WEEK = day("2024-01-15", 7)

A_VALVE = "feeds.a_feed_valve"
COMPRESSOR = "compressor.work"
CONDENSER_VALVE = "condenser.cooling_water_valve"
PRESSURE = "reactor.pressure"
PRODUCT_FLOW = "stripper.underflow"
PRODUCT_G = "product.component_g"
PURGE = "purge.rate"
PURGE_VALVE = "purge.valve"
REACTOR_VALVE = "reactor.cooling_water_valve"
RECYCLE = "compressor.recycle_flow"
SEPARATOR_LEVEL = "separator.level"
STEAM = "stripper.steam_flow"
STRIPPER_LEVEL = "stripper.level"
STRIPPER_TEMPERATURE = "stripper.temperature"
TEMPERATURE = "reactor.temperature"


def limit(tag, which):
    return plant.tags[tag][which]


def latest(tag):
    return number(now(plant, tag), plant.tags[tag]["unit"])


def lasting(tag, condition, date):
    """How long a condition held on a day."""
    return number(plant.lasting(tag, condition, *day(date)), "s")


def when(tag, how, start=None, end=None):
    """The moment of the highest or lowest reading, which occurs once."""
    series = plant(tag, start, end)
    time = getattr(series, f"idx{how}")()
    assert (series == series[time]).sum() == 1, series[series == series[time]]
    return instant(time, plant.zone)


# --- abstain ----------------------------------------------------------------------------------------------------------

ask("abstain", "en", "whats the pH of the stripper bottoms", ABSTAINED, "not measured")
ask("abstain", "zh", "1月9号下午三点反应器压力是多少？", ABSTAINED, "no data from 01:00 to midnight")
ask("abstain", "en", "Could you send me the P&ID of the recycle compressor?", ABSTAINED, "no documents")

# --- lookup -----------------------------------------------------------------------------------------------------------

ask(
    "lookup",
    "en",
    "What's the high-high limit set on reactor pressure?",
    number(limit(PRESSURE, "high_high"), "kPa"),
)
ask("lookup", "zh", "XMEAS17对应哪个测点？", plant.named(PRODUCT_FLOW))

# --- aggregate --------------------------------------------------------------------------------------------------------

ask(
    "aggregate",
    "en",
    "avg power of the recycle compressor last week",
    stat(plant, COMPRESSOR, "mean", *LAST_WEEK),
    "Monday 15 to Sunday 21 January",
)
ask(
    "aggregate",
    "zh",
    "今天一天汽提塔底出了多少方产品，累计",
    number(plant.stat(PRODUCT_FLOW, "total", *TODAY), "m3"),
    "flow times 3 minutes",
)
ask("aggregate", "en", "Standard deviation of the reactor temp yesterday?", stat(plant, TEMPERATURE, "std", *YESTERDAY))
ask("aggregate", "zh", "purge rate 20号21号两天 avg", stat(plant, PURGE, "mean", *day("2024-01-20", 2)))

# --- conversation -----------------------------------------------------------------------------------------------------

converse(
    "en",
    ("steam to the stripper, mean for the 12th", stat(plant, STEAM, "mean", "2024-01-12")),
    ("Same thing for the 24th?", stat(plant, STEAM, "mean", "2024-01-24")),
    (
        "so how much more was it on the first of the two",
        differ(plant, STEAM, day("2024-01-12"), day("2024-01-24"), "kg/h"),
    ),
)
converse(
    "zh",
    ("昨天反应器压力最高到多少？", stat(plant, PRESSURE, "max", *YESTERDAY)),
    ("什么时候到的", when(PRESSURE, "max", *YESTERDAY)),
)
converse(
    "en",
    ("level in the product seperator, now", latest(SEPARATOR_LEVEL)),
    ("and in the stripper?", latest(STRIPPER_LEVEL)),
    (
        "is that one within its limits?",
        yes(limit(STRIPPER_LEVEL, "low") <= now(plant, STRIPPER_LEVEL) <= limit(STRIPPER_LEVEL, "high")),
    ),
)

# --- count ------------------------------------------------------------------------------------------------------------

ask(
    "count",
    "zh",
    "25号那天反应器压力有几个采样点超过了高报警限",
    count((plant(PRESSURE, *day("2024-01-25")) > limit(PRESSURE, "high")).sum()),
    "in one go, from 12:00",
)

# --- latest -----------------------------------------------------------------------------------------------------------

ask("latest", "en", "latest G in the product, mol%", latest(PRODUCT_G))
ask("latest", "zh", "冷凝器 CW valve 这会儿开到多少了", latest(CONDENSER_VALVE))

# --- duration ---------------------------------------------------------------------------------------------------------

ask(
    "duration",
    "en",
    "How long altogether was the A feed valve more than 95 % open on the 18th?",
    lasting(A_VALVE, lambda opening: opening > 95, "2024-01-18"),
)
ask(
    "duration",
    "zh",
    "1月25号压缩机功率掉到320千瓦以下，前前后后加起来多长时间？",
    lasting(COMPRESSOR, lambda power: power < 320, "2024-01-25"),
)


def longest_over(tag, threshold):
    """Samples times interval of the longest stretch above a threshold, which no gap interrupts."""
    stretch = longest_run(plant(tag), lambda values: values > threshold)
    seconds = len(stretch) * plant.step(tag)
    assert (stretch.index[-1] - stretch.index[0]).total_seconds() == seconds - plant.step(tag)
    return number(seconds, "s"), f"{stretch.index[0]} to {stretch.index[-1]}"


ask(
    "duration",
    "en",
    "longest unbroken spell with the reactor over its high pressure alarm in the whole record, hrs?",
    *longest_over(PRESSURE, limit(PRESSURE, "high")),
)

# --- extreme ----------------------------------------------------------------------------------------------------------

ask("extreme", "en", "When did the purge flow peak, looking at everything since Jan 8?", when(PURGE, "max"))
ask("extreme", "zh", "整个1月份循环流量最低的那一下是哪天几点？", when(RECYCLE, "min"))

# --- rank -------------------------------------------------------------------------------------------------------------

ask("rank", "zh", "按日均放空量排，最高的三天是哪三天，从高到低", date_ids(top(daily(plant(PURGE)), 3), ordered=True))

# --- quality ----------------------------------------------------------------------------------------------------------


def still(tag):
    """The first reading of the longest stretch of one value."""
    series = plant(tag)
    same = (series != series.shift()).cumsum()
    stretch = series[same == same.value_counts().idxmax()]
    note = f"{stretch.iloc[0]} up to {stretch.index[-1]}"
    return instant(stretch.index[0], plant.zone, tol_s=180), note


ask(
    "quality",
    "en",
    "reactor pressure reads dead flat at one number around the 18th/19th, since when exactly is it stuck?",
    *still(PRESSURE),
)

# --- multistep --------------------------------------------------------------------------------------------------------


def on_day_of_most(tag, ranked):
    """Mean of a tag on the day on which another was highest on average."""
    (highest,) = top(daily(plant(ranked)), 1)
    return stat(plant, tag, "mean", highest), f"{highest:%Y-%m-%d}"


ask(
    "multistep",
    "en",
    "Find the day the purge ran highest on average and tell me the mean steam flow to the stripper that day.",
    *on_day_of_most(STEAM, PURGE),
)


def at_peak(tag, peaking, date):
    """A tag at the moment at which another was highest on a day."""
    time = plant(peaking, *day(date)).idxmax()
    return number(plant.at(tag, time), plant.tags[tag]["unit"]), f"{time}"


ask("multistep", "zh", "25号反应器憋压最厉害那一刻，放空阀开度是多少？", *at_peak(PURGE_VALVE, PRESSURE, "2024-01-25"))

# --- clarify ----------------------------------------------------------------------------------------------------------

ask("clarify", "en", "component B mol% at noon today?", CLARIFY, "in the reactor feed or in the purge")

# --- compare ----------------------------------------------------------------------------------------------------------

ask(
    "compare",
    "en",
    "On average how many points further open was the reactor CW valve on Jan 17 than on Jan 13?",
    differ(plant, REACTOR_VALVE, day("2024-01-17"), day("2024-01-13"), "%"),
)

# --- correlation ------------------------------------------------------------------------------------------------------

ask(
    "correlation",
    "en",
    "jan 25: correlation between compressor power and reactor pressure",
    number(plant.correlation(COMPRESSOR, PRESSURE, *day("2024-01-25")), abs_tol=0.005),
)
ask(
    "correlation",
    "zh",
    "22到23号汽提塔温度跟蒸汽流量的相关性怎么样，给个相关系数",
    number(plant.correlation(STRIPPER_TEMPERATURE, STEAM, *day("2024-01-22", 2)), abs_tol=0.005),
)

# --- unit -------------------------------------------------------------------------------------------------------------

ask("unit", "en", "reactor pressure at the moment in bar gauge", number(now(plant, PRESSURE) / 100, "bar"))

# --- trend ------------------------------------------------------------------------------------------------------------

ask(
    "trend",
    "en",
    "How fast was the purge rate climbing on the 14th? linear fit over the day, per hour",
    number(plant.slope(PURGE, *day("2024-01-14"), unit_s=3600), "{kscm}/h/h", rel_tol=0.015),
)


def write():
    suite.write("final")

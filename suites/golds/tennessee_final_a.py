"""Questions about the Tennessee Eastman process, answered from its history with pandas alone.

Samples every 3 minutes, none from 2024-01-09 01:00 to the end of that day; values stand still from 2024-01-18 13:54 to
the end of the 19th."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, instant, number, significant, text, yes
from mixed import DAY, daily, date_ids, day, differ, now, stat, top
from plant import Plant

suite = Suite("tennessee", "tennessee-x", significant(10))
ask, converse = suite.ask, suite.converse

plant = Plant("tennessee")
PRESSURE, PURGE, STEAM = "reactor.pressure", "purge.rate", "stripper.steam_flow"
HIGH = plant.tags[PRESSURE]["high"]
JANUARY = ("2024-01-01", "2024-02-01")
LAST_WEEK = ("2024-01-15", "2024-01-22")


def unit(tag):
    return plant.tags[tag]["unit"]


def current(tag):
    return number(now(plant, tag), unit(tag))


def above(tag, limit, start, end):
    """The time for which a value exceeded a limit."""
    return number(plant.lasting(tag, lambda values: values > limit, start, end), "s")


def time_of(tag, how, start, end):
    """When the one smallest or largest value was reached."""
    series = plant(tag, start, end)
    met = series[series == getattr(series, how)()]
    assert len(met) == 1, met
    return instant(met.index[0], plant.zone)


def standstill(tag, *window):
    """The first sample of the longest run of equal values."""
    series = plant(tag, *window)
    changed = series.diff() != 0
    runs = changed.cumsum()
    return series.index[runs == runs.value_counts().idxmax()][0]


def linear(tag, start, end):
    """(slope by hour, tolerance): another fair reading takes in the sample at the end."""
    closed = pd.Timestamp(end) + pd.Timedelta(seconds=1)
    value, other = plant.slope(tag, start, end, 3600), plant.slope(tag, start, closed, 3600)
    return plant.fair(f"slope {tag}", value, [other])


# Abstain

ask(
    "abstain",
    "en",
    "liquid level in the condenser tonight? nobody can tell me",
    ABSTAINED,
    note="the condenser has no level",
)
ask("abstain", "zh", "麻烦查下1月9号中午12点到下午6点反应器压力的平均值", ABSTAINED, note="no data then")
ask("abstain", "en", "pull up the restart procedure for the recycle compressor pls", ABSTAINED, note="no documents")

# Lookup

ask(
    "lookup",
    "en",
    "I've got XMEAS(21) on an old printout. Which measurement is that?",
    text("Reactor cooling water outlet temperature|cooling water leaving the reactor"),
)
ask("lookup", "zh", "反应器压力的高报值设的是多少？", number(HIGH, unit(PRESSURE)))

# Aggregate

ask(
    "aggregate",
    "en",
    "what did the reactor level average on Monday the 22nd",
    stat(plant, "reactor.level", "mean", "2024-01-22"),
)
ask(
    "aggregate",
    "zh",
    "上周整周放空一共放掉多少千标方？",
    stat(plant, PURGE, "total", *LAST_WEEK, unit="{kscm}"),
    note="2024-01-15 to 2024-01-21 whole",
)
ask(
    "aggregate",
    "en",
    "95th percentile of stripper steam, 12 January",
    stat(plant, STEAM, "p95", "2024-01-12"),
)
ask(
    "aggregate",
    "zh",
    "15号那天D料一共进了多少公斤",
    stat(plant, "feeds.d_feed", "total", "2024-01-15", unit="kg"),
)

# Count

days_over = daily(plant(PRESSURE, *JANUARY), "max")
ask(
    "count",
    "en",
    "On how many days this month did the reactor pressure get past its high limit?",
    count((days_over > HIGH).sum()),
)

# Latest

ask("latest", "en", "recycle compressor kW, right now", current("compressor.work"))
ask("latest", "zh", "现在成品里面H组分是百分之多少", current("product.component_h"))

# Duration

ask(
    "duration",
    "en",
    "how long altogether have we sat above the reactor high pressure alarm this month? shutdown stretch included",
    above(PRESSURE, HIGH, *JANUARY),
)
ask("duration", "zh", "14号放空阀开到80%以上总共有多长时间？", above("purge.valve", 80, *day("2024-01-14")))

# Extreme

ask(
    "extreme",
    "zh",
    "这个月汽提塔最冷是几号几点",
    time_of("stripper.temperature", "min", *JANUARY),
)
ask(
    "extreme",
    "en",
    "Lowest separator bottoms flow we've seen in January - stream 10, m3/h.",
    stat(plant, "separator.underflow", "min", *JANUARY),
)

# Rank

ask(
    "rank",
    "en",
    "the three days we purged hardest this month going by average rate, hardest first",
    date_ids(top(daily(plant(PURGE, *JANUARY)), 3), ordered=True),
)

# Quality

ask(
    "quality",
    "en",
    "There's a hole in the January history somewhere around the 9th. From one reactor temperature sample to the next, "
    "how many hours did nothing come in?",
    number(plant.gap("reactor.temperature", *JANUARY)[0], "s"),
)
ask(
    "quality",
    "zh",
    "18号开始反应器压力变成一条直线不动了，从几点开始的？",
    instant(standstill(PRESSURE, "2024-01-18", "2024-01-20"), plant.zone),
)

# Multistep

peak = plant(PRESSURE, *day("2024-01-25")).idxmax()
ask(
    "multistep",
    "en",
    "when reactor pressure topped out on the 25th, what did the reactor cooling water valve stand at",
    number(plant.at("reactor.cooling_water_valve", peak), "%"),
    note=f"{peak}",
)
most_purged = top(daily(plant(PURGE, *LAST_WEEK)), 1)[0]
ask(
    "multistep",
    "zh",
    "上周哪天放空平均流量最大，那天压缩机平均功率又是多少？把功率报我就行",
    stat(plant, "compressor.work", "mean", most_purged),
    note=f"{most_purged:%Y-%m-%d}",
)

# Clarify

ask("clarify", "en", "hey what's the level at the moment", CLARIFY, note="reactor, separator, stripper")
ask("clarify", "zh", "冷却水阀现在开度多少", CLARIFY, note="of the reactor and of the condenser")

# Compare

steam = [plant(STEAM, *day(date)).mean() for date in ("2024-01-12", "2024-01-13")]
ask(
    "compare",
    "en",
    "did the stripper eat more steam on average on the 12th than on the 13th?",
    yes(steam[0] > steam[1]),
)
ask(
    "compare",
    "zh",
    "15号E进料平均比10号多多少kg/h？",
    differ(plant, "feeds.e_feed", day("2024-01-15"), day("2024-01-10"), "kg/h"),
)

# Correlation

ask(
    "correlation",
    "en",
    "correlation reactor press vs stripper press, Jan 21, whole day",
    number(plant.correlation(PRESSURE, "stripper.pressure", *day("2024-01-21")), abs_tol=0.005),
)

# Trend

ask(
    "trend",
    "en",
    "separator temp was sliding on the 18th between 8:00 and 13:00 - slope in degC per hour?",
    number(linear("separator.temperature", "2024-01-18 08:00", "2024-01-18 13:00"), "Cel/h"),
)

# Conversation

on_25 = day("2024-01-25")
converse(
    "en",
    ("highest reactor pressure on Jan 25?", stat(plant, PRESSURE, "max", *on_25)),
    ("what time was that", time_of(PRESSURE, "max", *on_25)),
    ("and for how long was it over the high limit that day", above(PRESSURE, HIGH, *on_25)),
)
valve = "feeds.a_feed_valve"
converse(
    "zh",
    ("A进料阀12号平均开度？", stat(plant, valve, "mean", "2024-01-12")),
    ("13号呢？", stat(plant, valve, "mean", "2024-01-13")),
    ("所以13号比12号高出几个百分点？", differ(plant, valve, day("2024-01-13"), day("2024-01-12"), "%")),
)
today = (plant.now.normalize(), plant.now.normalize() + DAY)
converse(
    "en",
    ("separator level now please", current("separator.level")),
    ("stripper too?", current("stripper.level")),
    ("what's the lowest it got today", stat(plant, "stripper.level", "min", *today)),
    note="the third turn is about the stripper",
)


def write():
    suite.write("final")

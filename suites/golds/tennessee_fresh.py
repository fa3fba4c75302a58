"""Tennessee, fresh: questions, and how each answer is computed from the raw files.

Now is Saturday 2024-01-27 23:57; a sample every 3 minutes. Running it prints the cases.
"""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, instant, number, significant, yes
from mixed import daily, date_id, date_ids, day, differ, now, scaled, stat
from plant import Plant

T = Plant("tennessee")
suite = Suite("tennessee", "tennessee-r", significant(10))
ask, converse = suite.ask, suite.converse
pressure, steam, work = "reactor.pressure", "stripper.steam_flow", "compressor.work"


def only(series):
    """The time of the largest value, of which there is one."""
    assert (series == series.max()).sum() == 1, series.max()
    return series.idxmax()


# --- one step: lookup, latest, unit
ask(
    "lookup",
    "en",
    "Reactor temperature: where does the high limit sit?",
    number(T.tags["reactor.temperature"]["high"], "Cel", 0),
)
ask("lookup", "zh", "XMV(11)是管哪个阀的？", T.named("condenser.cooling_water_valve"))
ask("latest", "en", "purge rate as of the newest sample", number(now(T, "purge.rate"), "{kscm}/h"))
ask(
    "unit",
    "zh",
    "1月25号分离器平均压力换算成bar是多少",
    scaled(T, "separator.pressure", "mean", *day("2024-01-25"), 0.01, "bar"),
)

# --- one step: aggregate, extreme
ask("aggregate", "zh", "昨天汽提塔一共吃了多少吨蒸汽", scaled(T, steam, "total", *day("2024-01-26"), 0.001, "t"))
ask("aggregate", "en", "95th percentile of the recycle compressor's power, Jan 25", stat(T, work, "p95", "2024-01-25"))
ask(
    "extreme",
    "en",
    "Coldest the product sep got on the 24th?",
    number(T("separator.temperature", *day("2024-01-24")).min(), "Cel"),
)

# --- one step: quality, duration, trend, correlation
length, before = T.gap(pressure, "2024-01-08", "2024-01-28")
ask(
    "quality",
    "en",
    "biggest gap in the reactor pressure history, how many hours is it",
    number(length / 3600, "h"),
    note=str(before),
)
ask(
    "extreme",
    "en",
    "Did the reactor level dip under 70 % at any time on January 25th? y/n",
    yes((T("reactor.level", *day("2024-01-25")) < 70).any()),
)
ask(
    "trend",
    "en",
    "A feed valve, whole of Jan 12 - fitted slope, percent per hour?",
    number(T.slope("feeds.a_feed_valve", *day("2024-01-12"), 3600), "%/h", 0.015),
)
ask(
    "correlation",
    "zh",
    "1月21日压缩机功率和反应器压力的相关系数多大",
    number(T.correlation(work, pressure, *day("2024-01-21")), "1", 0.005),
)

# --- refused, asked back
ask("clarify", "zh", "冷却水出口温度现在几度", CLARIFY, note="of the reactor, of the separator")
ask("abstain", "en", "what was the viscosity of the product yesterday", ABSTAINED, note="not measured")
ask("abstain", "en", "set the purge valve to 55 %", ABSTAINED, note="an action")
ask("abstain", "zh", "把汽提塔的操作规程翻出来给我看看", ABSTAINED, note="a document")

# --- multistep
cool = daily(T("stripper.temperature"))
assert cool.nsmallest(2).diff().iloc[1] > 0.5
ask(
    "multistep",
    "en",
    "On the day the stripper ran coldest (daily mean), what did the purge rate average?",
    stat(T, "purge.rate", "mean", cool.idxmin()),
    note=str(cool.idxmin()),
)
rich = daily(T("feeds.a_feed"))
ask(
    "multistep",
    "zh",
    "先找出A进料量日均最高的那天，再告诉我那天汽提塔蒸汽流量平均多少",
    stat(T, steam, "mean", rich.idxmax()),
    note=str(rich.idxmax()),
)
both = pd.concat({tag: T(tag, *day("2024-01-25")) for tag in (steam, "stripper.temperature")}, axis=1)
hot = both[both["stripper.temperature"] > 66][steam]
ask(
    "multistep",
    "en",
    "mean stripper steam flow on Jan 25, only the samples where stripper temperature was above 66 C",
    number(hot.mean(), "kg/h"),
)
both = pd.concat({tag: T(tag, *day("2024-01-24")) for tag in (pressure, "stripper.temperature")}, axis=1)
met = (both[pressure] > 2720) & (both["stripper.temperature"] < 66)
assert met.sum() > 20
ask(
    "duration", "zh", "24号有多长时间是反应器压力高于2720 kPa同时汽提塔温度又低于66度的？", number(180 * met.sum(), "s")
)
ask(
    "multistep",
    "en",
    "Jan 22 to Jan 24: average of the three daily pressure peaks in the reactor",
    number(daily(T(pressure, *day("2024-01-22", 3)), "max").mean(), "kPa"),
)
first = T("feeds.a_feed_valve", *day("2024-01-18"))
first = first[first > 95].index[0]
ask(
    "multistep",
    "en",
    "what was reactor pressure when the A feed valve first went past 95 % on Jan 18?",
    number(T.at(pressure, first), "kPa"),
    note=str(first),
)

# --- rank, compare
means = daily(T(steam))
ask(
    "rank",
    "zh",
    "汽提塔蒸汽流量日均第二高的是哪一天？",
    date_id(means.nlargest(2).index[1]),
    note="the first is Jan 19",
)
spread = daily(T(pressure), "std")
ask("rank", "en", "std dev of reactor pressure day by day - which day is the worst", date_id(spread.idxmax()))
opened = daily(T("purge.valve"))
ask("rank", "en", "Which days averaged more than 41 % on the purge valve?", date_ids(opened[opened > 41].index))
gas = {letter: T(f"purge.component_{letter}", *day("2024-01-19")).mean() for letter in "abcdefgh"}
most = max(gas, key=gas.get)
ask(
    "rank",
    "en",
    "of all components in the purge gas (A to H), which was there most on Jan 19?",
    T.named(f"purge.component_{most}"),
)
suite.cases[-1]["expect"]["accept"] += [most.upper(), f"component {most.upper()}", f"{most.upper()}组分"]
ask(
    "compare",
    "zh",
    "12号的汽提塔蒸汽流量日均值比11号高多少",
    differ(T, steam, day("2024-01-12"), day("2024-01-11"), "kg/h"),
)
product = [T(f"product.component_{letter}", *day("2024-01-17")).mean() for letter in "gh"]
ask(
    "compare",
    "en",
    "By how many mol% did G beat H in the product on Jan 17, on average?",
    number(product[0] - product[1], "%{mol}"),
)
share = T("separator.level", *day("2024-01-20"))
ask("compare", "zh", "1月20日分离器液位的读数里，低于50%的占百分之几", number(100 * (share < 50).mean(), "%"))

# --- conversations
level = [T(steam, *day(date)).mean() for date in ("2024-01-24", "2024-01-25")]
converse(
    "en",
    ("mean steam flow to the stripper on Jan 24?", stat(T, steam, "mean", "2024-01-24")),
    ("the day after?", stat(T, steam, "mean", "2024-01-25")),
    ("so up by how much", number(level[1] - level[0], "kg/h", 0.015)),
)
warmest = T("stripper.temperature", *day("2024-01-23"))
converse(
    "zh",
    ("23号汽提塔温度最高到过多少度？", number(warmest.max(), "Cel")),
    ("什么时刻", instant(only(warmest), T.zone)),
    ("那个时刻蒸汽流量多少", number(T.at(steam, only(warmest)), "kg/h")),
)


def write():
    suite.write("fresh")

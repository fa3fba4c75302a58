"""Tennessee, mixed, of the first author: questions, and how each answer is computed from the raw files.

Now is Saturday 2024-01-27 23:57; a sample every 3 minutes.
"""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, instant, number, significant
from mixed import daily, date_id, date_ids, day
from plant import Plant

T = Plant("tennessee")
suite = Suite("tennessee", "tennessee-p", significant(10))
ask, converse = suite.ask, suite.converse
pressure, high = "reactor.pressure", T.tags["reactor.pressure"]["high"]


# --- aggregate
week = T(pressure, "2024-01-15", "2024-01-22")
ask(
    "aggregate",
    "en",
    "mean reactor pressure last week, without the 18th and 19th when it was tripped",
    number(week[~week.index.day.isin([18, 19])].mean(), "kPa"),
)
ask(
    "aggregate",
    "zh",
    "昨天汽提塔底流平均多少",
    number(T.stat("stripper.underflow", "mean", *day("2024-01-26")), "m3/h"),
)
ask("aggregate", "en", "Total E feed on Jan 25, kg", number(T.stat("feeds.e_feed", "total", *day("2024-01-25")), "kg"))
ask(
    "aggregate",
    "zh",
    "循环压缩机1月20号和21号两天总共用了多少度电(kWh)",
    number(T.stat("compressor.work", "total", *day("2024-01-20", 2)), "kW.h"),
)

# --- lookup
ask("lookup", "en", "what's the high-high limit on reactor pressure?", number(T.tags[pressure]["high_high"], "kPa", 0))
ask("lookup", "zh", "XMEAS(17)是哪个测点啊", T.named("stripper.underflow"))

# --- latest
ask("latest", "en", "sep level rn?", number(T("separator.level").iloc[-1], "%"))
ask("latest", "zh", "反应器冷却水阀现在开度", number(T("reactor.cooling_water_valve").iloc[-1], "%"))

# --- extreme
ask(
    "extreme",
    "en",
    "When did steam to the stripper peak on Jan 25?",
    instant(T("stripper.steam_flow", *day("2024-01-25")).idxmax(), T.zone),
)
ask("extreme", "zh", "今天反应器温度最高到多少", number(T("reactor.temperature", *day("2024-01-27")).max(), "Cel"))

# --- duration
ask(
    "duration",
    "en",
    "how long did we sit above the reactor high pressure limit on the 25th",
    number(T.lasting(pressure, lambda values: values > high, *day("2024-01-25")), "s"),
)
ask(
    "duration",
    "en",
    "On Jan 20, for how long was the stripper steam valve more than 60 % open, all told?",
    number(T.lasting("stripper.steam_valve", lambda values: values > 60, *day("2024-01-20")), "s"),
)

# --- rank
purge = daily(T("purge.rate"))
ask(
    "rank",
    "en",
    "top 3 days by average purge rate, whole history, highest first",
    date_ids(purge.nlargest(3).index, ordered=True),
)
ask(
    "rank",
    "zh",
    "上周哪天压缩机功率日均值最低",
    date_id(daily(T("compressor.work", "2024-01-15", "2024-01-22")).idxmin()),
)

# --- compare
mean = {asset: T(f"{asset}.pressure", *day("2024-01-27")).mean() for asset in ("stripper", "separator")}
higher = max(mean, key=mean.get)
ask(
    "compare",
    "en",
    "stripper vs separator: which ran at the higher pressure today on average?",
    T.named(higher, f"{higher}.pressure"),
)
steam = [T.stat("stripper.steam_flow", "mean", *day(date))[0] for date in ("2024-01-14", "2024-01-15")]
ask("compare", "zh", "15号的汽提塔蒸汽流量日均比14号少多少kg/h", number(steam[0] - steam[1], "kg/h", 0.015))

# --- trend
ask(
    "trend",
    "en",
    "Fit a straight line to F in the reactor feed for Jan 14-15: slope, mol% per day?",
    number(T.slope("reactor.feed_f", *day("2024-01-14", 2)), "%{mol}/d", 0.015),
)
ask(
    "trend",
    "zh",
    "1月14号全天，汽提塔蒸汽流量按线性拟合每小时变化多少(kg/h)",
    number(T.slope("stripper.steam_flow", *day("2024-01-14"), 3600), "kg/h/h"),
)

# --- correlation
ask(
    "correlation",
    "en",
    "correlation stripper steam flow / stripper temperature, 25 Jan",
    number(T.correlation("stripper.steam_flow", "stripper.temperature", *day("2024-01-25")), "1"),
)

# --- quality
over = T(pressure)
ask(
    "quality",
    "en",
    "On which days did the reactor pressure go over its high limit?",
    date_ids(daily(over[over > high]).dropna().index),
)
still = T(pressure, "2024-01-18 12:00", "2024-01-20")
ask(
    "quality",
    "zh",
    "18号下午反应器压力读数卡住不动了，从几点开始的？",
    instant(still[still != still.iloc[-1]].index[-1] + pd.Timedelta(minutes=3), T.zone, 200),
)

# --- unit
value, tolerance = T.stat("reactor.temperature", "mean", *day("2024-01-26"))
ask("unit", "en", "yesterday's average reactor temp in °F", number((value * 1.8 + 32, tolerance), "[degF]"))

# --- multistep
ask(
    "multistep",
    "en",
    "take the day on which the purge rate averaged highest - what was the mean stripper temperature that day?",
    number(T.stat("stripper.temperature", "mean", *day(purge.idxmax())), "Cel"),
)
ask(
    "multistep",
    "zh",
    "反应器压力头一回超过2895 kPa的那个时刻，冷凝器冷却水阀开度是多少？",
    number(T.at("condenser.cooling_water_valve", over[over > high].index[0]), "%"),
)
ask(
    "multistep",
    "en",
    "On 25 Jan, when compressor work was at its lowest, how hot was the separator?",
    number(T.at("separator.temperature", T("compressor.work", *day("2024-01-25")).idxmin()), "Cel"),
)

# --- conversation
level = T("reactor.level", *day("2024-01-21"))
converse(
    "en",
    ("max reactor level on the 21st?", number(level.max(), "%")),
    ("what time was that", instant(level.idxmax(), T.zone, 90)),
    ("and the minimum that day?", number(level.min(), "%")),
)
converse(
    "zh",
    ("今天D进料总共多少公斤", number(T.stat("feeds.d_feed", "total", *day("2024-01-27")), "kg")),
    ("昨天呢？", number(T.stat("feeds.d_feed", "total", *day("2024-01-26")), "kg")),
)

# --- abstain, clarify
assert T(pressure, "2024-01-09 06:00", "2024-01-09 18:00").empty
ask("abstain", "en", "average reactor pressure on January 9 between 06:00 and 18:00", ABSTAINED)
ask("abstain", "zh", "反应器搅拌电机现在电流多少？", ABSTAINED, note="no motor current is measured")
ask("clarify", "en", "Level now, please?", CLARIFY, note="reactor, separator, stripper")

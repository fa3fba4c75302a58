"""Sugar mill: fresh questions of a further author, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, decimals, number, text, yes
from mixed import daily, day, differ, having, now, scaled, stat, within
from plant import Plant
from windows import date

P = Plant("sugarmill")
T = P.tables
AUGUST = pd.Timestamp("2025-08-01"), pd.Timestamp("2025-09-01")
LAST_WEEK = day("2025-08-25", 7)
YESTERDAY = day("2025-09-01")

suite = Suite("sugarmill", "sugarmill-r", decimals(6))
ask, converse = suite.ask, suite.converse


def counted(tag, start, end):
    """The difference of a counter's readings at both ends, and the tolerance by those of a half-open window."""
    series = P(tag)
    half, whole = P(tag, start, end), series[(series.index >= start) & (series.index <= end)]
    return P.fair(tag, float(whole.iloc[-1] - whole.iloc[0]), [float(half.iloc[-1] - half.iloc[0])])


# --- one step
ask(
    "aggregate",
    "en",
    "MJ flow on Friday the 29th of August - mean over the whole day?",
    stat(P, "FT-130", "mean", "2025-08-29"),
)
ask("latest", "zh", "乏汽压力这会儿是多少kPa", number(now(P, "EV_EXH_P"), "kPa"))
ask(
    "extreme",
    "en",
    "how far down did lime pH drop in the week 18-24 aug",
    stat(P, "AIC2110.PV", "min", *day("2025-08-18", 7), unit="[pH]"),
)
ask(
    "lookup",
    "en",
    "Below which exhaust pressure does the evaporator low alarm trip in?",
    number(P.tags["EV_EXH_P"]["low"], "kPa"),
)
ask("lookup", "zh", "原糖水分超过百分之多少会报高", number(P.tags["42-MT-02"]["high"], "%"))
strike = having(T["strikes"], strike_no="S2294").iloc[0]
ask("records", "en", "Strike S2294 came out with conglomerates. Whose crew had started it?", text(strike.crew))
low_grade = within(T["strikes"], "start", *LAST_WEEK, grade="C")
ask("count", "en", "C massecuites: how many were started Monday to Sunday last week", count(len(low_grade)))
stops = within(T["downtime"], "start", *AUGUST, train_stopped="Y")
hour_long = stops[stops.minutes > 60]
ask(
    "count",
    "zh",
    "8月停榨(train_stopped记Y的)超过1小时的有几回",
    count(len(hour_long)),
    note=" ".join(hour_long.stop_no),
)
ask(
    "unit",
    "en",
    "last effect vacuum, Sunday 31/8: average absolute pressure in mbar please",
    scaled(P, "EV4_P", "mean", *day("2025-08-31"), 10, "mbar"),
)
ask(
    "quality",
    "en",
    "Roll lift on the final mill keeps dropping out - how many empty readings in August?",
    count(P.raw("ML4_LIFT", *AUGUST).isna().sum()),
)
warm = P.slope("CT_BASIN_T", *day("2025-08-20", 7))
ask("trend", "zh", "8月20到26号冷却塔池水每天升几度,按线性拟合算", number(warm, rel_tol=0.015))
ask(
    "correlation",
    "en",
    "how closely do ESJ flow and exhaust steam presure go together, last week? correlation coefficient",
    number(P.correlation("FI2130.PV", "EV_EXH_P", *LAST_WEEK), abs_tol=0.005),
)
ask(
    "duration",
    "zh",
    "8月28号末效绝压高于16kPa的时间加起来多长?",
    number(P.lasting("EV4_P", lambda v: v > 16, *day("2025-08-28")), "s"),
)
wet = P("42-MT-02", *YESTERDAY)
ask(
    "quality",
    "en",
    "Did the sugar go over its moisture limit at any point yesterday, yes or no",
    yes((wet > P.tags["42-MT-02"]["high"]).any()),
    note=f"highest {wet.max()}",
)

# --- more work
dropped = within(T["strikes"], "dropped", *LAST_WEEK).sort_values("volume_m3")
assert dropped.volume_m3.iloc[-1] > dropped.volume_m3.iloc[-2]
biggest = dropped.iloc[-1]
ask(
    "multistep",
    "en",
    "The biggest strike by volume we dropped last week - how high did the level get in that pan while it was on?",
    stat(P, f"P{biggest.pan[-1]}_Level", "max", biggest.start, biggest.dropped),
    note=f"{biggest.strike_no} in {biggest.pan}",
)
chain = T["downtime"][T["downtime"].comment.str.contains("Intercarrier 2 chain")].iloc[0]
ask(
    "join",
    "zh",
    "8月23号Intercarrier 2断链停榨那段时间,1号锅炉汽压平均多少kPa",
    stat(P, "B1_STM_PR", "mean", chain.start, chain.end),
    note=f"{chain.stop_no}: {chain.start} to {chain.end}",
)
brix = daily(P("EV_SYR_BX", *AUGUST)).sort_values(ascending=False)
ask(
    "rank",
    "en",
    "Rank August's days by average syrup brix off the online meter (EV_SYR_BX). Which date comes second?",
    date(brix.index[1]),
    note=f"{brix.iloc[:3].round(3).to_dict()}",
)
both = pd.concat([P.raw("MT-140", *LAST_WEEK), P.raw("FT-115", *LAST_WEEK)], axis=1).dropna()
soaked = both[both["FT-115"] > 185]["MT-140"]
ask(
    "join",
    "en",
    "bagasse moisture average for last week but only when imbibition was above 185 t/h",
    number(soaked.mean(), "%"),
    note=f"n={len(soaked)} of {len(both)}, all {both['MT-140'].mean():.3f}",
)
ask(
    "compare",
    "zh",
    "这周一(9月1日)的平均发电功率跟上周一(8月25日)比,差几个MW?",
    differ(P, "TA1_MW", YESTERDAY, day("2025-08-25"), "MW") | {"abs_tol": 0.01},
    note="1 September minus 25 August",
)
choked = stops[stops.code == "CH"].minutes.sum() / stops.minutes.sum()
ask(
    "aggregate",
    "en",
    "Of the minutes crushing stood still in August (train_stopped Y), what share went on chokes? percent",
    number(choked * 100, "%"),
    note=f"{stops[stops.code == 'CH'].minutes.sum()} of {stops.minutes.sum()} min",
)
highs = daily(P("SHR_KW", *LAST_WEEK), "max")
ask("aggregate", "zh", "上周撕裂机功率先取每天的最高值,再求这七个数的平均", number(highs.mean(), "kW"))
power, _ = counted("TA1_EXP_KWH", *LAST_WEEK)
cane, _ = counted("WQ-101", *LAST_WEEK)
ask(
    "compare",
    "en",
    "kWh sent out to the grid per tonne of cane crushed, last week",
    number(power / cane, rel_tol=0.01),
    note=f"{power} kWh, {cane} t",
)
grade_c = within(T["strikes"], "start", *AUGUST, grade="C").dropna(subset="dropped")
boiled = (grade_c.dropped - grade_c.start).sort_values()
assert boiled.iloc[-1] > boiled.iloc[-2]
slow = grade_c.loc[boiled.index[-1]]
ask(
    "multistep",
    "zh",
    "8月开煮的C糖膏里煮得最久的那一罐,从开煮到放罐一共多长时间",
    number(boiled.iloc[-1].total_seconds(), "s"),
    note=f"{slow.strike_no}, the next {boiled.iloc[-2]}",
)
took = within(T["strikes"], "start", *AUGUST).dropna(subset="dropped")
mean_time = (took.dropped - took.start).dt.total_seconds().groupby(took.asset_id).mean().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "Order the pans by average boiling time (start to drop) for strikes started in August, slowest first",
    P.listed(mean_time.index, ordered=True),
    note=str((mean_time / 60).round(2).to_dict()),
)
boss = within(T["shifts"], "start", "2025-08-15", "2025-08-16", shift="D").iloc[0]
converse(
    "en",
    ("who was in charge of day shift on 15 August", text(boss.shift_boss.split()[-1])),
    ("how many people did he have?", count(boss.people)),
    ("average cane rate over that shift?", stat(P, "WT-101", "mean", boss.start, boss.end)),
)
hot = day("2025-08-30")
converse(
    "zh",
    ("8月30日1号锅炉烟气氧量平均多少", stat(P, "B1_O2", "mean", *hot)),
    ("2号锅炉呢?", stat(P, "20HNA10CQ001", "mean", *hot)),
    ("那天它最低到多少", stat(P, "20HNA10CQ001", "min", *hot)),
)

# --- refused or asked back
ask("abstain", "en", "how many tonnes of molasses are sitting in tank 3 right now", ABSTAINED, note="no tank levels")
ask("abstain", "zh", "按现在这个速度,还要多少天才能榨完这个榨季的甘蔗?", ABSTAINED, note="a forecast")
ask("clarify", "en", "Shredder bearing temperature now?", CLARIFY, note="of either end")
ask("abstain", "zh", "帮我把AL30812这条报警确认掉", ABSTAINED, note="an action")


def write():
    suite.write("fresh")

"""Aluminium extrusion: fresh questions of a further author, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, decimals, identifier, identifiers, instant, number, text, yes
from mixed import DAY, daily, day, having, now, scaled, stat, within
from plant import Plant

P = Plant("extrusion")
T = P.tables
MARCH, APRIL = (pd.Timestamp("2025-03-03"), pd.Timestamp("2025-04-01")), (pd.Timestamp("2025-04-01"), P.now)
LAST_WEEK = day("2025-04-07", 7)
YESTERDAY = day("2025-04-14")

suite = Suite("extrusion", "extrusion-r", decimals(6))
ask, converse = suite.ask, suite.converse


def meaning(code):
    return having(T["codes"], code=code).iloc[0].meaning


# --- one step
ask(
    "aggregate",
    "en",
    "container temp of the 1800 t press, mean, 10 April",
    stat(P, "P2_CONT_TMP", "mean", "2025-04-10"),
)
meter = P("SS_KWH")
kwh, half = meter[LAST_WEEK[1]] - meter[LAST_WEEK[0]], P("SS_KWH", *LAST_WEEK)
ask(
    "aggregate",
    "zh",
    "上周总电表一共走了多少度",
    number(P.fair("kWh", float(kwh), [half.iloc[-1] - half.iloc[0]])),
)
load = P("SS_PWR", *day("2025-04-08"))
assert (load == load.max()).sum() == 1
ask(
    "extreme",
    "zh",
    "4月8号全厂负荷的尖峰出现在几点几分",
    instant(load.idxmax(), P.zone, 300),
    note=f"{load.max()} kW",
)
ask("latest", "en", "Conductivity of the circulating water at the moment?", number(now(P, "CW1_COND"), "uS/cm"))
ask("lookup", "en", "hardness sheet says defect Q2, what does that stand for", text("Blister|blister"))
ask("lookup", "zh", "模具炉低于多少度会报低温?", number(P.tags["DO1_TMP"]["low"], "Cel"))
hard = within(T["runs"], "start_time", *MARCH, press="PR1", alloy=6082)
ask("count", "zh", "三月份1号挤压机一共开过多少批6082的生产(run)", count(len(hard)))
waiting = having(T["work_orders"], status="W")
ask("records", "en", "which work orders are stuck waiting for parts", identifiers(waiting.wo_no))
ask(
    "unit",
    "en",
    "cooling water supply pressure yesterday, average, expressed in kPa",
    scaled(P, "CW1_PRS", "mean", *YESTERDAY, 100, "kPa"),
)
ask(
    "correlation",
    "en",
    "Does the cooling water supply temp follow the hall temp? r for 7-13 April",
    number(P.correlation("CW1_SUP_TMP", "HALL_TMP", *LAST_WEEK), abs_tol=0.005),
)
hole, since = P.gap("HALL_TMP", *APRIL)
ask(
    "quality",
    "en",
    "how long was the biggest hole in the hall temprature record this month",
    number(P.fair("gap", hole, [hole - 300]), "s"),
    note=f"from {since}",
)
salt = P.slope("CW1_COND", *day("2025-04-01", 8))
ask("trend", "zh", "4月1日到8日循环水电导率每天大约涨多少(直线拟合)", number(salt, rel_tol=0.015))
weak = P("SS_PF", *APRIL) < P.tags["SS_PF"]["low"]
ask(
    "duration",
    "en",
    "total time power factor has sat below 0.9 since 1 April",
    number(P.lasting("SS_PF", lambda v: v < 0.9, *APRIL), "s"),
    note=f"{weak.sum()} samples of 5 min",
)
oil = P("P1_OIL_TMP")
ask(
    "quality",
    "en",
    "Has the oil of press 1 ever got to its high-high limit in the data we hold?",
    yes((oil >= P.tags["P1_OIL_TMP"]["high_high"]).any()),
    note=f"highest {oil.max()}",
)

# --- more work
ask(
    "aggregate",
    "en",
    "Scrap rate of 6082 on press 1 for March: total scrap kg over total gross kg, in %",
    number(100 * hard.scrap_kg.sum() / hard.gross_kg.sum(), "%"),
    note=f"{hard.scrap_kg.sum()} of {hard.gross_kg.sum()} kg",
)
recipe = T["ageing_loads"].set_index("load_no").recipe
samples = T["hardness"].assign(recipe=T["hardness"].load_no.map(recipe))
strong = having(samples, recipe="T66")
ask(
    "join",
    "zh",
    "T66工艺的炉次,硬度样里不合格(FAIL)占百分之几",
    number(100 * (strong.result == "FAIL").sum() / len(strong), "%"),
    note=f"{(strong.result == 'FAIL').sum()} of {len(strong)}",
)
longest = T["downtime"].sort_values("minutes").iloc[-1]
before = longest.start_time - DAY, longest.start_time
ask(
    "multistep",
    "en",
    "Find the longest press stop on record. How high had that press's main pump vibration gone in the 24 h before it?",
    stat(P, f"P{longest.press[-1]}_MP_VIB", "max", *before),
    note=f"{longest.dt_id}, {longest.press}, from {longest.start_time}",
)
lost = within(T["downtime"], "start_time", *MARCH).groupby("crew").minutes.sum().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "Which crew racked up the most downtime minutes in March, both presses",
    identifier(lost.index[0]),
    note=str(lost.to_dict()),
)
pushed = T["runs"].groupby("die").billets.sum().sort_values(ascending=False)
assert pushed.iloc[:4].is_unique
ask(
    "rank",
    "en",
    "by billets pushed, what's the no. 2 die over the whole record?",
    identifier(pushed.index[1]),
    note=str(pushed.iloc[:3].to_dict()),
)
made = within(T["runs"], "start_time", *day("2025-04-09"))
assert made.scrap_kg.notna().all()
ask(
    "records",
    "zh",
    "4月9日开始的那些run,毛重减废料,净重合计多少公斤",
    number((made.gross_kg - made.scrap_kg).sum(), "kg"),
    note=f"{len(made)} runs",
)
peaks = daily(P("SS_PWR", *LAST_WEEK), "max")
ask(
    "aggregate",
    "zh",
    "上周每天全厂功率的最大值,七天平均下来是多少kW",
    number(peaks.mean(), "kW"),
    note=str(peaks.to_list()),
)
warmer = P("P1_OIL_TMP", *LAST_WEEK).mean() - P("P2_OIL_TMP", *LAST_WEEK).mean()
ask(
    "compare",
    "zh",
    "上周平均油温1号机比2号机高几度?",
    number(warmer, "Cel", abs_tol=0.05),
)
pair = pd.concat([P.raw("P1_EXIT_TMP", *day("2025-04-11")), P.raw("P1_STATE", *day("2025-04-11"))], axis=1).dropna()
running = pair[pair.P1_STATE == 2].P1_EXIT_TMP
ask(
    "join",
    "en",
    "press 1 exit temp on 11 April, mean of the samples where the press state is extruding only",
    number(running.mean(), "Cel"),
    note=f"n={len(running)} of {len(pair)}, all {pair.P1_EXIT_TMP.mean():.2f}",
)
cold = having(T["alarms"], alarm_code="A31")
ask(
    "aggregate",
    "en",
    "Die oven low alarms (A31): from raised to cleared, how long does one last on average?",
    number((cold.cleared - cold.raised).dt.total_seconds().mean(), "s"),
    note=f"{len(cold)} alarms",
)
stops = within(T["downtime"], "start_time", *LAST_WEEK, press="PR2")
reasons = stops.groupby("reason").size().sort_values(ascending=False)
assert reasons.iloc[0] > reasons.iloc[1]
converse(
    "zh",
    ("2号挤压机上周停了几次", count(len(stops))),
    ("加起来多少分钟?", number(stops.minutes.sum(), "min")),
    ("次数最多的是什么原因", text(f"{reasons.index[0]}|{meaning(reasons.index[0])}|牵引")),
    note=str(reasons.to_dict()),
)
batch = having(T["ageing_loads"], load_no="L25496").iloc[0]
cuts = having(T["hardness"], load_no="L25496")
converse(
    "en",
    ("what recipe did load L25496 get?", text(batch.recipe)),
    ("its weight?", number(batch.kg, "kg")),
    ("and the mean Webster of its samples", number(cuts.webster.mean())),
)

# --- refused or asked back
ask("abstain", "en", "tensile strength of the profiles from run R1-0440?", ABSTAINED, note="not measured")
ask("abstain", "zh", "模具炉给我升到460度", ABSTAINED, note="an action")
ask("abstain", "zh", "今晚夜班1号机预计能挤多少根棒", ABSTAINED, note="a forecast")
ask("clarify", "en", "billet exit temperature, latest?", CLARIFY, note="of either heater")


def write():
    suite.write("fresh")

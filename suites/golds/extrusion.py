"""Extrusion: questions, easy and hard mixed, and how each answer is computed from the raw files."""

import numpy as np
import pandas as pd
from expect import (
    ABSTAINED,
    CLARIFY,
    Suite,
    count,
    identifier,
    identifiers,
    instant,
    number,
    numbers,
    significant,
    text,
    yes,
)
from extrusion_data import (
    ALARMS,
    APRIL,
    HARDNESS,
    LAST_WEEK,
    LOADS,
    MARCH,
    MEANING,
    ORDERS,
    RUNS,
    SHIFT,
    STOPS,
    TENTH,
    YESTERDAY,
    P,
    blanks,
    counted,
    during,
    first,
    frozen,
    labelled,
    lasting,
    latest,
    matching,
    ranked,
    runs,
    standing,
    stat,
    stops,
    when,
)

suite = Suite("extrusion", "extrusion", significant(10))
ask, converse = suite.ask, suite.converse

# --- aggregate
ask("aggregate", "en", "avg power factor last week?", stat("SS_PF", "mean", *LAST_WEEK))
ask(
    "aggregate",
    "en",
    "How many kWh did the whole works draw on Sat 12 April? off the main energy meter, no guesses",
    number(counted("SS_KWH", "2025-04-12", "2025-04-13"), "kWh"),
)
ask(
    "aggregate",
    "en",
    "gas bill check: m3 through the main gas meter 10 to 16 March",
    number(counted("GS_GAS_TOT", "2025-03-10", "2025-03-17"), "m3"),
)
ask(
    "aggregate",
    "en",
    "cooling water conducitvity, median, 1-10 april",
    stat("CW1_COND", "median", "2025-04-01", "2025-04-11"),
)
ask(
    "aggregate",
    "en",
    "std dev of billet heater 1 zone 3 on 9 April between 08:00 and 20:00 please",
    stat("BH1_Z3_TMP", "std", "2025-04-09 08:00", "2025-04-09 20:00"),
)
ask(
    "aggregate",
    "en",
    "I need the 95th percentile of total site power for last week, for the demand contract",
    stat("SS_PWR", "p95", *LAST_WEEK),
)
ask(
    "aggregate",
    "en",
    "press 1 oil temp, average over the night shift 8->9 april (22 to 06)",
    stat("P1_OIL_TMP", "mean", "2025-04-08 22:00", "2025-04-09 06:00"),
)
ask("aggregate", "zh", "冷却水供水温度 昨天 平均", stat("CW1_SUP_TMP", "mean", *YESTERDAY))
ask("aggregate", "zh", "上周1号机计数器显示一共推了多少根棒？", number(counted("P1_BLT_CNT", *LAST_WEEK), "1"))
ask("aggregate", "zh", "4月10号1号挤压机用了多少度电？按功率累计", number(P.stat("P1_PWR", "total", *TENTH), "kWh"))
ask(
    "aggregate",
    "zh",
    "清明停产4月4日到6日这三天，全厂总电表走了多少",
    number(counted("SS_KWH", "2025-04-04", "2025-04-07"), "kWh"),
)
ask("aggregate", "zh", "今天早班6点到14点模具炉均温", stat("DO1_TMP", "mean", "2025-04-15 06:00", "2025-04-15 14:00"))

# --- lookup
ask(
    "lookup",
    "en",
    "at what temp does the high alarm come on press 2's hydraulic oil?",
    number(P.tags["P2_OIL_TMP"]["high"], "Cel", rel_tol=0),
)
ask(
    "lookup",
    "en",
    "new here - which sensors are there on the cooling water station?",
    P.listed([tag for tag, known in P.tags.items() if known["asset"] == "CW1"]),
)
ask("lookup", "en", "downtime code D10 = ?", text(MEANING["D10"]))
ask("lookup", "en", "P1_MP_VIB, what does that tag measure and in what unit", text("vibration", "mm/s"))
ask(
    "lookup",
    "zh",
    "3号时效炉上都有哪些测点？",
    P.listed([tag for tag, known in P.tags.items() if known["asset"] == "AO3"]),
)
ask(
    "lookup",
    "zh",
    "WO-40180这张工单报了多少工时",
    number(matching(ORDERS, wo_no="WO-40180").hours.iloc[0], "h", rel_tol=0),
)
ask(
    "lookup",
    "zh",
    "硬度样H9495判的是什么缺陷",
    text(f"{MEANING[matching(HARDNESS, sample_no='H9495').defect.iloc[0]]}|Q5|扭"),
)

# --- latest
ask("latest", "en", "hall temp now?", latest("HALL_TMP"))
ask("latest", "en", "Current conductivity of the circulating water pls, deciding if we blow down", latest("CW1_COND"))
ask("latest", "en", "is press 2 extruding right now or not??", yes(P("P2_STATE").iloc[-1] == 2))
ask("latest", "zh", "1号机现在油温多少", latest("P1_OIL_TMP"))
ask("latest", "zh", "AO3 load temp 现在几度", latest("AO3_MET_TMP"))
ask("latest", "zh", "抄一下总电表最新读数", latest("SS_KWH", 1e-6))

# --- extreme
ask("extreme", "en", "When last week did the total site power peak?", when("SS_PWR", "max", *LAST_WEEK))
ask("extreme", "en", "highest main pump vibration on press 1 in March", stat("P1_MP_VIB", "max", *MARCH))
ask(
    "extreme",
    "en",
    "lowest gas pressure we saw on 22 March, kPa",
    stat("GS_GAS_PRS", "min", "2025-03-22", "2025-03-23"),
)
ask(
    "extreme",
    "en",
    "what time did puller 1 force hit its maximum on 11 april",
    when("PL1_FORCE", "max", "2025-04-11", "2025-04-12"),
)
ask(
    "extreme",
    "zh",
    "4月9号白天(6点到14点)2号机挤压筒最低掉到多少度",
    stat("P2_CONT_TMP", "min", "2025-04-09 06:00", "2025-04-09 14:00"),
)
ask("extreme", "zh", "循环水电导率3月份啥时候最高", when("CW1_COND", "max", *MARCH))

# --- duration
ask(
    "duration",
    "en",
    "How long was press 1 in state 2 (extruding) yesterday?",
    lasting("P1_STATE", lambda v: v == 2, *YESTERDAY),
)
ask(
    "duration",
    "en",
    "how long did the CW conductivity stay above 1500 in march, all told",
    lasting("CW1_COND", lambda v: v > 1500, *MARCH),
)
ask(
    "duration",
    "en",
    "time with P1 oil temperatur over 50 degrees, last week",
    lasting("P1_OIL_TMP", lambda v: v > 50, *LAST_WEEK),
)
ask(
    "duration",
    "en",
    "Power factor below 0.9 from 1 to 4 April (capacitor bank was out): how many hours did it last",
    lasting("SS_PF", lambda v: v < 0.9, "2025-04-01", "2025-04-05"),
)
ask(
    "duration",
    "zh",
    "4月9号早班(6-14点)，2号机挤压筒温度低于400度有多长时间？",
    lasting("P2_CONT_TMP", lambda v: v < 400, "2025-04-09 06:00", "2025-04-09 14:00"),
)
ask("duration", "zh", "昨天3号时效炉风机电流大于10A的时间合计", lasting("AO3_FAN_AMP", lambda v: v > 10, *YESTERDAY))

# --- count
ask(
    "count",
    "en",
    "safety meeting in 5 min: how many guard door alarms last week?",
    count(len(matching(during(ALARMS, "raised", *LAST_WEEK), alarm_code="A40"))),
)
ask(
    "count",
    "en",
    "Third time I'm asking: number of unplanned stops on press 2 in March!",
    count(len(stops(*MARCH, press="PR2"))),
)
ask(
    "count", "en", "how many work orders are stuck waiting for parts at the moment", count((ORDERS.status == "W").sum())
)
ask(
    "count",
    "en",
    "How often did we get an emergency stop alarm since 3 March?",
    count((ALARMS.alarm_code == "A43").sum()),
)
ask(
    "count",
    "en",
    "hardness samples that FAILed in april so far?",
    count(len(matching(during(HARDNESS, "time", *APRIL), result="FAIL"))),
)
ask("count", "zh", "1号机昨天开了几个新的生产批次？", count(len(runs(*YESTERDAY, press="PR1"))))
ask("count", "zh", "3月份两台机因为D04停了几次？", count(len(stops(*MARCH, reason="D04"))))

# --- records
ask(
    "records",
    "en",
    "list the work orders not closed yet with priority 1 or 2",
    identifiers(standing().query("priority <= 2").wo_no),
)
ask(
    "records",
    "en",
    "press 1 last week: downtime minutes split by reason",
    numbers(labelled(stops(*LAST_WEEK, press="PR1").groupby("reason").minutes.sum())),
)
ask(
    "records",
    "en",
    "Could you give me scrap in kg per alloy for press 2, last week's runs? Thanks",
    numbers(runs(*LAST_WEEK, press="PR2").groupby("alloy").scrap_kg.sum()),
)
ask(
    "records",
    "en",
    "which alarms are still standing?",
    identifiers(
        ALARMS[ALARMS.cleared.isna()].alarm_id,
        {
            row.alarm_id: [row.alarm_code, MEANING[row.alarm_code], row.asset, *P.names(row.asset)]
            for row in ALARMS[ALARMS.cleared.isna()].itertuples()
        },
    ),
)
ask(
    "records",
    "en",
    "show me the hardness sample numbers that did not pass since Sat 12 april",
    identifiers(matching(during(HARDNESS, "time", "2025-04-12", "2025-04-16"), result="FAIL").sample_no),
)
LONGEST = stops("2025-04-09", "2025-04-10").sort_values("minutes").iloc[-1]
ask("records", "zh", "4月9号最长的那次停机是什么原因", text(f"{MEANING[LONGEST.reason]}|{LONGEST.reason}|加热"))
ask("records", "zh", "1号机四月份到现在停机记录加起来多少分钟", number(stops(*APRIL, press="PR1").minutes.sum(), "min"))

# --- rank
ask(
    "rank",
    "en",
    "for the Pareto: top 3 downtime reasons by total minutes, both presses, everything we have on file",
    identifiers(
        ranked(STOPS.groupby("reason").minutes.sum(), 3),
        {k: [MEANING[k]] for k in sorted(set(STOPS.reason))},
        ordered=True,
    ),
)
ask(
    "rank",
    "en",
    "rank the three ageing ovens by kg loaded in March, most first",
    P.listed(ranked(during(LOADS, "start_time", *MARCH).groupby("asset_id").kg.sum()), ordered=True),
)
ask(
    "rank",
    "en",
    "who scraps the most - which crew had the highest scrap kg last week?",
    identifier(first(runs(*LAST_WEEK).groupby("crew").scrap_kg.sum())),
)
ask(
    "rank",
    "zh",
    "开始到现在报警最多的三台设备，从多到少",
    P.listed(ranked(ALARMS.groupby("asset_id").size(), 3), ordered=True),
)
ask(
    "rank",
    "zh",
    "麻烦查下1号机上累计毛重最高的是哪个模具die",
    identifier(first(matching(RUNS, press="PR1").groupby("die").gross_kg.sum())),
)

# --- compare
ask(
    "compare",
    "en",
    "Did press 1 or press 2 lose more minutes to stops in March?",
    P.named(first(stops(*MARCH).groupby("asset_id").minutes.sum())),
)
ask(
    "compare",
    "en",
    "by how much did the mean vibration of press 1's main pump fall, 18-24 March vs 26 March-1 April?",
    number(
        P.stat("P1_MP_VIB", "mean", "2025-03-18", "2025-03-25")[0]
        - P.stat("P1_MP_VIB", "mean", "2025-03-26", "2025-04-02")[0],
        "mm/s",
        rel_tol=0.015,
    ),
)
ask(
    "compare",
    "en",
    "hall temp: how many degrees warmer was last week on average than the week 17-23 March",
    number(
        P.stat("HALL_TMP", "mean", *LAST_WEEK)[0] - P.stat("HALL_TMP", "mean", "2025-03-17", "2025-03-24")[0],
        "Cel",
        rel_tol=0.015,
        delta=True,
    ),
)
ask(
    "compare",
    "zh",
    "4月8号全厂用电比昨天多了多少度",
    number(counted("SS_KWH", "2025-04-08", "2025-04-09")[0] - counted("SS_KWH", *YESTERDAY)[0], "kWh", rel_tol=0.015),
)
OXYGEN = pd.Series({f"BH{n}": P.stat(f"BH{n}_O2", "mean", *TENTH)[0] for n in (1, 2)})
ask("compare", "zh", "4月10号两台棒炉烟气氧含量，哪台平均高", P.named(first(OXYGEN), f"{first(OXYGEN)}_O2"))
WORST_SHIFT = first(stops(*LAST_WEEK).groupby("shift").minutes.sum())
ask("compare", "zh", "上周哪个班停机时间最长，早班、中班(Late)还是夜班", identifier(WORST_SHIFT, SHIFT[WORST_SHIFT]))

# --- trend
ask(
    "trend",
    "en",
    "is the conductivity creeping up 28 March - 10 April? give the slope per day",
    number(P.slope("CW1_COND", "2025-03-28", "2025-04-11"), "uS/cm/d", rel_tol=0.015),
)
ask(
    "trend",
    "en",
    "P1 oil tank level trend 27 march to 9 april, % per day",
    number(P.slope("P1_OIL_LVL", "2025-03-27", "2025-04-10"), "%/d", rel_tol=0.015),
)
ask(
    "trend",
    "zh",
    "3月10号到24号1号机主泵振动的线性趋势，每天变化多少",
    number(P.slope("P1_MP_VIB", "2025-03-10", "2025-03-25"), "mm/s/d", rel_tol=0.015),
)

# --- correlation
ask(
    "correlation",
    "en",
    "correlation between hall temperature and cooling water supply temp last week",
    number(P.correlation("HALL_TMP", "CW1_SUP_TMP", *LAST_WEEK), "1"),
)
ask(
    "correlation",
    "en",
    "puller 1 speed vs P1 ram speed, pearson r for 10 april",
    number(P.correlation("PL1_SPD", "P1_RAM_SPD", *TENTH), "1"),
)
ask(
    "correlation",
    "zh",
    "CW flow跟供水压力相关吗，上周的相关系数给我",
    number(P.correlation("CW1_FLW", "CW1_PRS", *LAST_WEEK), "1"),
)

# --- quality
ask(
    "quality",
    "en",
    "longest gap in the press 2 ram pressure data on 12 March?",
    number(P.gap("P2_RAM_PRS", "2025-03-12", "2025-03-13")[0], "s"),
)
ask(
    "quality",
    "en",
    "how many hall temperature readings are blank from 31 March to 3 April",
    blanks("HALL_TMP", "2025-03-31", "2025-04-04"),
)
ask(
    "quality",
    "en",
    "BH2 oxygen looked frozen 18-22 March. how long did it sit on one and the same value",
    number(frozen("BH2_O2", "2025-03-18", "2025-03-23"), "s"),
)
ask(
    "quality",
    "zh",
    "2号时效炉料温热电偶3月20号乱跳，超过300度的点有几个",
    count((P("AO2_MET_TMP", "2025-03-20", "2025-03-21") > 300).sum()),
)
ask("quality", "zh", "模具炉温度4月1号到10号缺了多少个值（空的）？", blanks("DO1_TMP", "2025-04-01", "2025-04-11"))

# --- unit
ask(
    "unit",
    "en",
    "max ram pressure of press 1 yesterday in MPa",
    number(P.stat("P1_RAM_PRS", "max", *YESTERDAY)[0] / 10, "MPa"),
)
ask(
    "unit",
    "en",
    "billet heater 1 gas flow, mean of 10 April, in L/min not m3/h",
    number(P.stat("BH1_GAS_FLW", "mean", *TENTH)[0] * 1000 / 60, "L/min"),
)
ask("unit", "zh", "老外客户问车间现在多少华氏度", number(P("HALL_TMP").iloc[-1] * 1.8 + 32, "[degF]"))
ask(
    "unit",
    "zh",
    "上周全厂总用电，用MWh报给我",
    number(tuple(np.array(counted("SS_KWH", *LAST_WEEK)) * (0.001, 1)), "MWh"),
)

# --- multistep
EXTRUDING = P("P1_STATE", *TENTH) == 2
ask(
    "multistep",
    "en",
    "mean ram speed of press 1 on 10 April, only the samples where it was extruding (state 2)",
    number(P("P1_RAM_SPD", *TENTH)[EXTRUDING].mean(), "mm/s"),
)
ask(
    "multistep",
    "en",
    "site kWh per kg of billet pushed (gross, both presses) for last week?",
    number(counted("SS_KWH", *LAST_WEEK)[0] / runs(*LAST_WEEK).gross_kg.sum(), "kWh/kg", rel_tol=0.015),
)
PUMP = matching(STOPS, reason="D07").iloc[0]
ask(
    "multistep",
    "en",
    "Avg pump vibration of press 1 in the hour before the main pump failure stop of 25 March began",
    stat("P1_MP_VIB", "mean", PUMP.start_time - pd.Timedelta(hours=1), PUMP.start_time),
)
HEATER = matching(STOPS, reason="D08").iloc[0]
ask(
    "multistep",
    "zh",
    "2号机加热器故障(D08)停机那段时间里挤压筒平均温度是多少",
    stat("P2_CONT_TMP", "mean", HEATER.start_time, HEATER.end_time),
)
LOAD = matching(LOADS, load_no="L25550").iloc[0]
ask(
    "multistep",
    "zh",
    "L25550这炉从进炉到出炉，料温最高到多少",
    stat("AO1_MET_TMP", "max", LOAD.start_time, LOAD.end_time),
)
SHARES = runs(*LAST_WEEK).groupby("alloy")[["scrap_kg", "gross_kg"]].sum()
ask("multistep", "zh", "上周哪个合金废料率最高（废料除以毛重）", identifier(first(SHARES.scrap_kg / SHARES.gross_kg)))

# --- conversation
converse(
    "en",
    ("press 1 oil temperature?", latest("P1_OIL_TMP")),
    ("and where is its high limit", number(P.tags["P1_OIL_TMP"]["high"], "Cel", rel_tol=0)),
    ("max of it last week?", stat("P1_OIL_TMP", "max", *LAST_WEEK)),
)
PRESS2, PRESS1 = stops(*LAST_WEEK, press="PR2"), stops(*LAST_WEEK, press="PR1")
converse(
    "en",
    ("how many stops did press 2 have last week", count(len(PRESS2))),
    ("how many minutes in total?", number(PRESS2.minutes.sum(), "min")),
    ("same for press 1", number(PRESS1.minutes.sum(), "min")),
    ("longest single one there?", number(PRESS1.minutes.max(), "min")),
)
converse(
    "en",
    ("average cooling water flow yesterday", stat("CW1_FLW", "mean", *YESTERDAY)),
    ("and the max", stat("CW1_FLW", "max", *YESTERDAY)),
    ("at what time was that?", when("CW1_FLW", "max", *YESTERDAY)),
)
IN_OVEN = LOADS[LOADS.end_time.isna()]
converse(
    "en",
    ("Which load numbers are in the ageing ovens at the moment?", identifiers(IN_OVEN.load_no)),
    ("how heavy is the one in oven 2?", number(matching(IN_OVEN, oven="AO2").kg.iloc[0], "kg", rel_tol=0)),
)
converse(
    "zh",
    ("2号机昨天平均功率", stat("P2_PWR", "mean", *YESTERDAY)),
    ("1号机呢？", stat("P1_PWR", "mean", *YESTERDAY)),
    ("1号机最大多少", stat("P1_PWR", "max", *YESTERDAY)),
)
POOR = matching(during(HARDNESS, "time", *MARCH), result="FAIL")
WORST = first(POOR.groupby("asset_id").size())
converse(
    "zh",
    ("三月份硬度不合格样品几个", count(len(POOR))),
    ("哪台炉最多", P.named(WORST)),
    ("这台炉里判Q3的有几个", count(len(matching(POOR, asset_id=WORST, defect="Q3")))),
)
BIG = matching(ORDERS, wo_no="WO-40218").iloc[0]
converse(
    "zh",
    ("WO-40218什么时候关的？", instant(BIG.closed, P.zone)),
    ("哪个工种干的", text(f"{BIG.trade}|机修|机械|钳工")),
    ("用了几个工时", number(BIG.hours, "h", rel_tol=0)),
)

# --- abstain
ask("abstain", "en", "ram speed on press 3 pls", ABSTAINED)
ask("abstain", "en", "what was the nitriding furnace at yesterday", ABSTAINED)
ask("abstain", "en", "Forecast the gas consumption for next week please", ABSTAINED)
ask("abstain", "en", "average hall temperature in february 2025", ABSTAINED)
ask("abstain", "zh", "帮我把2号机停下来，快", ABSTAINED)
ask("abstain", "zh", "氧化槽的硫酸浓度现在多少", ABSTAINED)

# --- clarify
ask("clarify", "en", "container temperature right now?", CLARIFY)
ask("clarify", "en", "zone 2 average yesterday", CLARIFY)
ask("clarify", "zh", "时效炉风温现在多少", CLARIFY)
ask("clarify", "zh", "昨天液压油温最高多少度？", CLARIFY)


def write():
    suite.write("mixed")

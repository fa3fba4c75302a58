"""Chillers, mixed, of the first author: questions, and how each answer is computed from the raw files.

Now is Tuesday 2020-06-30 23:45. Records go on to 2023, so their windows are named in the questions.
"""

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
)
from mixed import daily, date_id, day, having, within
from plant import Plant

C = Plant("chillers")
suite = Suite("chillers", "chillers-p", significant(10))
ask, converse = suite.ask, suite.converse
orders, alerts, anomalies = C.tables["work_orders"], C.tables["alerts"], C.tables["anomalies"]
power, load, tonnage = (f"chiller-6.{what}" for what in ("power_input", "chiller_percent_loaded", "tonnage"))
supply, cond_flow = "chiller-6.supply_temperature", "chiller-6.condenser_water_flow"
JUNE = ("2020-06-01", "2020-07-01")


def finished(start, end, **equal):
    return within(orders, "actual_finish", start, end, **equal)


def raised(start, end, **equal):
    return within(alerts, "start_time", start, end, **equal)


def year(y):
    return f"{y}-01-01", f"{y + 1}-01-01"


# --- aggregate
running = C(power, *JUNE)
ask(
    "aggregate",
    "en",
    "What did chiller 6 draw on average in June, leaving out the time it stood still (0 kW)?",
    number(running[running > 0].mean(), "kW"),
)
ask("aggregate", "zh", "6号冷机6月8日一整天平均负荷率是多少", number(C.stat(load, "mean", *day("2020-06-08")), "%"))
ask(
    "aggregate",
    "en",
    "CWC04006 energy in kWh, 1st to 7th of june",
    number(C.stat(power, "total", *day("2020-06-01", 7)), "kW.h"),
)
ask(
    "aggregate",
    "zh",
    "帮忙算下6号机6月1号到10号冷却水流量的中位数",
    number(C.stat(cond_flow, "median", *day("2020-06-01", 10)), "L/min"),
)

# --- lookup
ask("lookup", "en", "whats the equipment number of chiller 10 again", text("CWC04010"))
ask("lookup", "en", "RUL0018 - what's that rule called?", text("Evaporator Approach High"))
ask(
    "lookup",
    "zh",
    "WO422860那张单子上填了多少工时？",
    number(having(orders, wo_id="WO422860").actual_labor_hours.item(), "h"),
)
codes = having(C.tables["alert_rule_failure_codes"], rule_id="RUL0030")
ask(
    "lookup",
    "en",
    "Which failure codes does the surging rule (RUL0030) point to?",
    identifiers(codes.primary_code, {row.primary_code: [row.primary_code_description] for row in codes.itertuples()}),
)

# --- latest
ask("latest", "en", "chiller 6 chilled water supply temp right now", number(C(supply).iloc[-1], "[degF]"))
ask(
    "latest",
    "zh",
    "6号机的运行状态信号，最后一次上数是什么时候？",
    instant(C("chiller-6.run_status").index[-1], C.zone),
)

# --- extreme
ask("extreme", "en", "peak % loaded on no. 6 this month?", number(C(load, *JUNE).max(), "%"))
ask("extreme", "zh", "6号冷机六月份功率最高点出现在几号几点", instant(C(power, *JUNE).idxmax(), C.zone))

# --- duration
approach = raised(*JUNE, equipment_name="Chiller 10", rule_id="RUL0018")
ask(
    "duration",
    "en",
    "how many hours in all was the evaporator approach alert up on chiller 10 in June 2020? add the alerts' lengths",
    number((approach.end_time - approach.start_time).dt.total_seconds().sum(), "s"),
)
ask(
    "duration",
    "zh",
    "6月3号那天6号冷机功率在1000 kW以上一共多长时间",
    number(C.lasting(power, lambda values: values > 1000, *day("2020-06-03")), "s"),
)

# --- count
ask(
    "count",
    "en",
    "number of corrective work orders on chiller 9 in 2017",
    count(len(finished(*year(2017), equipment_name="Chiller 9", preventive=False))),
)
ask(
    "count",
    "en",
    "Quiet night? How many alerts started today, all chillers together",
    count(len(raised(*day("2020-06-30")))),
)
ask(
    "count",
    "zh",
    "12号冷机2020年4月一共报了多少条警",
    count(len(raised("2020-04-01", "2020-05-01", equipment_name="Chiller 12"))),
)
ask(
    "count",
    "en",
    "Delta Temperature anomalies on chiller 9, march 2021 - how many were there where the value was "
    "over the upper bound?",
    count(
        within(anomalies, "timestamp", "2021-03-01", "2021-04-01", kpi="Delta Temperature").pipe(
            lambda rows: (rows.value > rows.upper_bound).sum()
        )
    ),
)
ask(
    "count",
    "zh",
    "2019年全厂做了几次Oil Analysis（油样分析）？",
    count(len(finished(*year(2019), primary_code_description="Oil Analysis"))),
)
ask(
    "count",
    "en",
    "How many priority 1 jobs has Chiller 14 had over all the years on record?",
    count(len(having(orders, equipment_name="Chiller 14", work_priority=1))),
)

# --- records
ask("records", "en", "list the WO numbers finished on 23 June 2020", identifiers(finished(*day("2020-06-23")).wo_id))
ask(
    "records",
    "zh",
    "2020年6月26号的油样分析都做了哪几台机？",
    C.listed(finished(*day("2020-06-26"), primary_code_description="Oil Analysis").asset_id),
)
ask(
    "records",
    "en",
    "labour hours booked on chiller 13 in April 2023, sum please",
    number(finished("2023-04-01", "2023-05-01", equipment_name="Chiller 13").actual_labor_hours.sum(), "h"),
)
names = C.tables["alert_rules"].set_index("rule_id").rule_name
ask(
    "records",
    "en",
    "June 2020 alerts split by rule, count per rule",
    numbers(
        {
            f"{rule}|{names[rule]}|{names[rule].removeprefix('Chiller - ')}": n
            for rule, n in raised(*JUNE).groupby("rule_id").size().items()
        },
        rel_tol=0,
    ),
)
ask(
    "records",
    "en",
    "major overhauls of chiller 14 ever done - which work orders?",
    identifiers(having(orders, equipment_name="Chiller 14", primary_code_description="Major Overhaul").wo_id),
)
ask(
    "records",
    "zh",
    "2020年上半年的纠正性（非预防）工单，单号列一下",
    identifiers(finished("2020-01-01", "2020-07-01", preventive=False).wo_id),
)

# --- rank
ask(
    "rank",
    "en",
    "Which three chillers raised the most alerts in the whole log? worst first.",
    C.listed(alerts.groupby("asset_id").size().nlargest(3).index, ordered=True),
)
ask("rank", "zh", "6月里6号机哪一天用电最多", date_id(daily(C(power, *JUNE), "sum").idxmax()))

# --- compare
eighth, ninth = (C(load, *day(date)).mean() for date in ("2020-06-08", "2020-06-09"))
assert eighth != ninth
ask(
    "compare",
    "en",
    "was chiller 6 loaded harder on the 8th or on the 9th of June (daily average)?",
    date_id("2020-06-08" if eighth > ninth else "2020-06-09"),
)
may = raised("2020-05-01", "2020-06-01").groupby("asset_id").size()
ask(
    "compare",
    "en",
    "more alerts in may 2020: chiller 4 or chiller 12?",
    C.named(may[["chiller-4", "chiller-12"]].idxmax()),
)
in_2022 = finished(*year(2022)).groupby("asset_id").size()
ask(
    "compare", "zh", "13号冷机跟14号冷机，2022年谁的工单更多？", C.named(in_2022[["chiller-13", "chiller-14"]].idxmax())
)

# --- correlation
ask(
    "correlation",
    "en",
    "How closely does power follow tonnage on chiller 6 - correlation coefficient over June",
    number(C.correlation(power, tonnage, *JUNE), "1"),
)

# --- quality
ask(
    "quality",
    "en",
    "the schedule point on chiller 6 looks dead. how many readings did it give in june?",
    count(len(C("chiller-6.schedule", *JUNE))),
)

# --- unit
ask(
    "unit",
    "en",
    "Hottest supply temperature of chiller 6 yesterday, in Celsius please",
    number((C(supply, *day("2020-06-29")).max() - 32) / 1.8, "Cel"),
)
ask(
    "unit",
    "zh",
    "6号冷机6月10号冷却水流量最大值，换算成m³/h",
    number(C(cond_flow, *day("2020-06-10")).max() * 0.06, "m3/h"),
)

# --- multistep
ask(
    "multistep",
    "en",
    "at the moment chiller 6 pulled its highest power in June, how many tons was it making?",
    number(C.at(tonnage, C(power, *JUNE).idxmax()), "{TR}"),
)
busiest = raised(*JUNE).groupby("asset_id").size().idxmax()
ask(
    "multistep",
    "zh",
    "2020年6月报警条数最多的那台冷机，当月完成了多少张工单？",
    count(len(finished(*JUNE, asset_id=busiest))),
)

# --- conversation
converse(
    "en",
    ("How many alerts did chiller 6 raise in 2021?", count(len(raised(*year(2021), equipment_name="Chiller 6")))),
    ("and chiller 4", count(len(raised(*year(2021), equipment_name="Chiller 4")))),
    ("same chiller but 2022", count(len(raised(*year(2022), equipment_name="Chiller 4")))),
)
converse(
    "zh",
    ("6号冷机6月6号最大功率多少", number(C(power, *day("2020-06-06")).max(), "kW")),
    ("是几点出现的？", instant(C(power, *day("2020-06-06")).idxmax(), C.zone)),
    ("那6月9号的最大功率呢", number(C(power, *day("2020-06-09")).max(), "kW")),
)
overhaul = having(orders, equipment_name="Chiller 6", primary_code_description="Major Overhaul")
converse(
    "en",
    ("when was the major overhaul of chiller 6 finished?", instant(overhaul.actual_finish.item(), C.zone)),
    ("what's the work order number of it", identifier(overhaul.wo_id.item())),
)
in_may = within(anomalies, "timestamp", "2020-05-01", "2020-06-01")
converse(
    "zh",
    ("9号冷机今年5月有多少条异常(anomaly)记录", count(len(in_may))),
    ("其中KPI是Cooling Load的有几条？", count(len(having(in_may, kpi="Cooling Load")))),
)

# --- abstain, clarify
ask("abstain", "en", "whats the chilled water supply temperature on chiller 9 now", ABSTAINED)
ask("abstain", "zh", "8号冷机今年报过几次警？", ABSTAINED, note="there is no Chiller 8")
ask("clarify", "en", "chiller 6 temperature, yesterday's average?", CLARIFY, note="five temperatures")
ask("clarify", "zh", "6号机现在温度多少度", CLARIFY)

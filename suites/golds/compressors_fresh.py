"""Compressed air and utilities: fresh questions of a further author, and how each answer is computed."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, decimals, identifiers, number, text, yes
from mixed import daily, day, having, now, stat, within
from plant import Plant
from windows import date

P = Plant("compressors")
T = P.tables
OCTOBER, SEPTEMBER = (pd.Timestamp("2025-10-01"), P.now), day("2025-09-01", 30)
LAST_WEEK = day("2025-10-20", 7)
YESTERDAY = day("2025-10-30")
SHOPS = {"foundry_airflow": "foundry", "machining_airflow": "machining", "press_shop_airflow": "press shop"}

suite = Suite("compressors", "compressors-r", decimals(6))
ask, converse = suite.ask, suite.converse


def counted(tag, start, end):
    """The difference of a counter's readings at both ends of a window."""
    series = P(tag)
    return float(series[end] - series[start])


# --- one step
late = pd.Timestamp("2025-10-28 14:00"), pd.Timestamp("2025-10-28 22:00")
ask("aggregate", "en", "Averge header pressure, late shift of 28 Oct", stat(P, "header_pressure", "mean", *late))
ask("latest", "zh", "变频空压机现在转速是多少", number(now(P, "Comp3_MotorSpeed"), "{r}/min"))
ask(
    "extreme",
    "en",
    "What was the worst pressure at the far end of the press shop line last week (lowest)?",
    stat(P, "PressShop_LinePressure", "min", *LAST_WEEK),
)
model = having(T["equipment_register"], equipment="boiler-2").iloc[0].model
ask("lookup", "en", "type designation / model of Boiler 2 in the equipment register?", text(model))
ask(
    "lookup",
    "zh",
    "故障码F13,清单里写的处理办法是什么",
    text("bearing|轴承", "align|对中|找正"),
    note=having(T["failure_codes"], code="F13").iloc[0].remedy,
)
urgent = within(T["work_orders"], "opened", *OCTOBER, wo_type="CM", priority="P1")
ask("count", "en", "number of P1 corrective orders raised this month so far", count(len(urgent)))
nobody = T["alarms"][T["alarms"].acked_by.isna()]
assert nobody.acked_at.isna().all()
ask("count", "en", "how many alarms in the log did nobody ever acknowlege", count(len(nobody)))
poor = within(T["inspections"], "inspected_at", *OCTOBER)
poor = poor[poor.result != "OK"]
ask(
    "records",
    "en",
    "Which inspections in October did not come back OK? give me the inspection numbers",
    identifiers(poor.insp_id),
    note="; ".join(poor.equipment + " " + poor.inspection),
)
annual = T["downtime"][T["downtime"].remark.str.contains("Annual inspection")].iloc[0]
ask(
    "duration",
    "en",
    "For how long was B-301 out for the authority's annual inspection?",
    number(annual.duration_min * 60, "s"),
    note=annual.event_id,
)
mean, tolerance = P.stat("ct_supply_temp", "mean", *YESTERDAY)
ask("unit", "zh", "昨天冷却水供水平均多少华氏度", number((mean * 1.8 + 32, tolerance), "[degF]"))
ask(
    "trend",
    "en",
    "pressure drop over dryer 1: linear trend from 1 to 30 October, mbar per day",
    number(P.slope("dryer1_dp", OCTOBER[0], YESTERDAY[1]), rel_tol=0.015),
)
ask(
    "correlation",
    "zh",
    "上周室外温度和冷却水供水温度的相关系数",
    number(P.correlation("ambient_temp", "ct_supply_temp", *LAST_WEEK), abs_tol=0.005),
)
hole, since = P.gap("comp3_vibration", *SEPTEMBER)
ask(
    "quality",
    "en",
    "The K-103 vibration signal was gone for days in September. Length of the longest gap?",
    number(P.fair("gap", hole, [hole - 300]), "s"),
    note=f"from {since}",
)
factor = P("power_factor", *YESTERDAY)
ask("quality", "zh", "昨天功率因数有没有低于0.93的时候", yes((factor < 0.93).any()), note=f"lowest {factor.min()}")

# --- more work
water = counted("water_main_m3", *YESTERDAY)
price = having(T["energy_tariff"], carrier="water").price.iloc[0]
ask(
    "join",
    "en",
    "how many dollars of town water did we use yesterday? meter times tariff",
    number(water * price, rel_tol=0.015),
    note=f"{water:.1f} m3 at {price} USD",
)
outage = having(T["downtime"], cause_code="X01").iloc[0]
ask(
    "join",
    "zh",
    "10月22号电网停电那段时间总管压力最低掉到多少bar",
    stat(P, "header_pressure", "min", outage.start_time, outage.end_time),
    note=f"{outage.event_id}: {outage.start_time} to {outage.end_time}",
)
fan = having(T["downtime"], cause_code="F05").iloc[0]
ask(
    "join",
    "en",
    "While the VSD compressor was down with its inverter fault, what did comp 1 draw on average?",
    stat(P, "comp1_power", "mean", fan.start_time, fan.end_time),
    note=f"{fan.event_id}: {fan.start_time} to {fan.end_time}",
)
ratio = [P("comp3_power", *LAST_WEEK).mean(), P("comp3_airflow", *LAST_WEEK).mean()]
ask(
    "compare",
    "en",
    "K-103's specific power over last week: average kW divided by average m3/min",
    number(ratio[0] / ratio[1], rel_tol=0.01),
    note=f"{ratio[0]:.3f} kW, {ratio[1]:.3f} m3/min",
)
own = within(T["work_orders"], "opened", *OCTOBER, asset_id="compressor-2")
ask(
    "aggregate",
    "en",
    "Of the work orders opened on compressor 2 since 1 October, what percentage is corrective?",
    number(100 * (own.wo_type == "CM").sum() / len(own), "%"),
    note=f"{(own.wo_type == 'CM').sum()} of {len(own)}",
)
hours = pd.Series({f"compressor-{k}": P(f"comp{k}_run_hours", *OCTOBER) for k in (1, 2, 3)})
hours = hours.map(lambda series: series.iloc[-1] - series.iloc[0]).sort_values(ascending=False)
ask(
    "rank",
    "zh",
    "10月以来三台空压机按运行小时增加量从多到少排一下",
    P.listed(hours.index, {asset: [f"comp{asset[-1]}_run_hours"] for asset in hours.index}, ordered=True),
    note=str(hours.round(2).to_dict()),
)
used = pd.Series({tag: P(tag, *LAST_WEEK).mean() for tag in SHOPS}).sort_values(ascending=False)
second = used.index[1]
ask(
    "rank",
    "en",
    "Air to the three shops last week, by mean flow - who was the second biggest user?",
    P.named(second) | {"accept": [*P.names(second), SHOPS[second], SHOPS[second].capitalize()]},
    note=str(used.round(2).to_dict()),
)
gas = counted("gas_main_m3", pd.Timestamp("2025-10-01"), pd.Timestamp("2025-10-31"))
ask(
    "aggregate",
    "zh",
    "10月1号到30号燃气表平均每天走多少方",
    number(gas / 30),
    note=f"{gas} m3 in 30 days",
)
weak = daily(P("power_factor", OCTOBER[0], YESTERDAY[1])).sort_values()
ask(
    "extreme",
    "zh",
    "10月哪一天的日平均功率因数最差",
    date(weak.index[0]),
    note=str(weak.iloc[:2].round(4).to_dict()),
)
dear = T["work_orders"].groupby("asset_id").parts_cost.sum().sort_values(ascending=False)
assert dear.is_unique
ask(
    "multistep",
    "en",
    "Total labour hours on the machine that has the second highest parts bill, counting all work orders?",
    number(having(T["work_orders"], asset_id=dear.index[1]).labor_hours.sum(), "h"),
    note=str(dear.iloc[:3].to_dict()),
)
tower = having(T["downtime"], asset_id="cooling-tower")
assert len(tower) == 2
converse(
    "en",
    ("how many downtime events are booked on the cooling tower itself (CT-401)?", count(len(tower))),
    ("minutes in all?", number(tower.duration_min.sum(), "min")),
    ("what was the unplanned one about", text("belt|Belt|" + having(tower, category="unplanned").cause_code.iloc[0])),
)
converse(
    "zh",
    ("2号空压机上周主机温度最高多少", stat(P, "comp2_element_temp", "max", *LAST_WEEK)),
    ("那3号呢", stat(P, "comp3_element_temp", "max", *LAST_WEEK)),
)

# --- refused or asked back
ask("abstain", "zh", "4号空压机昨天耗了多少电?", ABSTAINED, note="there are three compressors")
ask("abstain", "en", "average site power for August?", ABSTAINED, note="history begins on 1 September")
ask("abstain", "en", "pull up the operating manual of the RD-1200 dryers for me", ABSTAINED, note="a document")
ask("clarify", "zh", "冷却水泵电流现在多大", CLARIFY, note="of either pump")


def write():
    suite.write("fresh")

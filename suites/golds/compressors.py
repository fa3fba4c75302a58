"""Compressed air and utilities: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, decimals, identifier, identifiers, instant, number, text, yes
from plant import Plant

plant = Plant("compressors")
suite = Suite(plant.name, "co", decimals(6))
ask, converse, named, listed = suite.ask, suite.converse, plant.named, plant.listed
work_orders, alarms, downtime, inspections, tariff, failure_codes, register = (
    plant.tables[k]
    for k in "work_orders alarms downtime inspections energy_tariff failure_codes equipment_register".split()
)
SEPTEMBER, OCTOBER, LAST_WEEK = ("2025-09-01", "2025-10-01"), ("2025-10-01", "2025-11-01"), ("2025-10-20", "2025-10-27")


def moment(time, tol_s=60):
    return instant(time, plant.zone, tol_s)


def during(rows, column, start, end):
    return rows[(rows[column] >= pd.Timestamp(start)) & (rows[column] < pd.Timestamp(end))]


# --- lookup
ask(
    "lookup",
    "en",
    "Header pressure at 7:30 am on October 8?",
    number(plant.at("header_pressure", "2025-10-08 07:30"), "bar"),
)
ask(
    "lookup",
    "en",
    "at what elment temp does compresor 2 give its high alarm",
    number(plant.tags["comp2_element_temp"]["high"], "Cel"),
)
ask(
    "lookup", "en", "what do we pay per kWh in the peak band", number(tariff[tariff["band"] == "peak"]["price"].iloc[0])
)
ask(
    "lookup",
    "zh",
    "1号空压机是哪天投用的？",
    named(register.set_index("equipment").loc["compressor-1", "commissioned"]),
)
ask(
    "lookup",
    "zh",
    "工单WO-51299用了多少工时？",
    number(work_orders.set_index("wo_no").loc["WO-51299", "labor_hours"], "h"),
)
ask("lookup", "en", "Failure code F08: what is it, and what is the remedy?", text("flame failure", "UV cell"))
ask(
    "lookup",
    "en",
    "Could you tell me the rated power of Boiler 2 according to the equipment register?",
    number(register.set_index("equipment").loc["boiler-2", "rated_power_kw"], "kW"),
)

# --- latest
ask("latest", "en", "Is the VSD compressor loaded at the moment?", yes(plant("comp3_state").iloc[-1] == 2))
ask("latest", "en", "last reading of the main electricity meter", number(plant("elec_main_kwh").iloc[-1], "kW.h", 1e-6))
ask("latest", "zh", "2号冷却水泵现在电流多大？", number(plant("cwp2_current").iloc[-1], "A"))
ask(
    "latest",
    "en",
    "What did the most recent leak survey find, in m3/min?",
    number(inspections[inspections["inspection"] == "leak survey"].iloc[-1]["reading"], "m3/min"),
)

# --- aggregate
ask(
    "aggregate",
    "en",
    "Average total air flow into the network last Tuesday",
    number(plant.stat("header_flow", "mean", "2025-10-28", "2025-10-29"), "m3/min"),
    "Tue 2025-10-28",
)
v = plant.at("elec_comp_house_kwh", "2025-10-13") - plant.at("elec_comp_house_kwh", "2025-10-06")
x = plant("elec_comp_house_kwh", "2025-10-06", "2025-10-13")
ask(
    "aggregate",
    "en",
    "How many kWh did the compressor house use in the week of 6 October?",
    number(v, "kW.h", 0.015),
    "meter, Mon 10-06 .. Mon 10-13",
)
ask(
    "aggregate",
    "en",
    "Tonnes of steam made by boiler 1 in September, please.",
    number(plant.stat("boiler1_steam_flow", "total", *SEPTEMBER), "t"),
)
ask(
    "aggregate",
    "en",
    "Median dew point after dryer 2, first ten days of October",
    number(
        plant.stat("dryer2_dew_point", "median", "2025-10-01", "2025-10-11"),
        "Cel",
    ),
)
ask(
    "aggregate",
    "en",
    "How much did the press shop line pressure scatter (standard deviation) on the night shift of Tuesday 14 October, 10 pm to 6 am?",
    number(plant.stat("PressShop_LinePressure", "std", "2025-10-14T22:00", "2025-10-15T06:00"), "bar"),
)
ask(
    "aggregate",
    "zh",
    "昨天中班冲压车间平均用气量是多少？",
    number(plant.stat("press_shop_airflow", "mean", "2025-10-30T14:00", "2025-10-30T22:00"), "m3/min"),
    "10-30 14:00 .. 22:00",
)
ask(
    "aggregate",
    "zh",
    "9月份开的工单，配件费一共花了多少美元？",
    number(during(work_orders, "opened", *SEPTEMBER)["parts_cost"].sum()),
)
ask(
    "aggregate",
    "zh",
    "上周2号锅炉一共烧了多少立方燃气",
    number(plant.stat("Boiler2_GasFlow", "total", *LAST_WEEK), "m3"),
    "Mon 10-20 .. Mon 10-27",
)

# --- extreme
x = plant("header_pressure", "2025-10-08", "2025-10-09")
ask("extreme", "en", "When was the header pressure at its lowest on 8 October?", moment(x.idxmin(), 120))
assert (x == x.min()).sum() == 1
ask(
    "extreme",
    "en",
    "how hot did the comp 2 airend get in sept?",
    number(plant.stat("comp2_element_temp", "max", *SEPTEMBER), "Cel"),
)
ask(
    "extreme",
    "zh",
    "十月份功率因数最低到过多少？",
    number(plant.stat("power_factor", "min", "2025-10-01", "2025-10-31T14:30"), "1", 0.001),
)
ask(
    "extreme",
    "en",
    "Peak demand at the main incomer so far this week?",
    number(plant.stat("main_power_kw", "max", "2025-10-27", "2025-10-31T14:30"), "kW"),
)

# --- rank
c = work_orders.groupby("equipment")["parts_cost"].sum().sort_values(ascending=False)
ask("rank", "en", "Top three machines by money spent on parts, dearest first", listed(list(c.index[:3]), ordered=True))
m = {
    t: plant.stat(t, "mean", "2025-10-01", "2025-10-31")[0]
    for t in ("foundry_airflow", "machining_airflow", "press_shop_airflow")
}
o = sorted(m, key=m.get, reverse=True)
ask(
    "rank",
    "en",
    "Order the foundry, the machining shop and the press shop by average air consumption from 1 to 30 October, biggest first.",
    identifiers(
        o,
        ordered=True,
        accept={
            t: plant.names(t)
            + [
                t.rsplit("_", 1)[0].replace("_", " "),
                {"f": "foundry", "m": "machining shop", "p": "press shop"}[t[0]],
                "the " + {"f": "foundry", "m": "machining shop", "p": "press shop"}[t[0]],
            ]
            for t in o
        },
    ),
)
c = downtime.groupby("equipment")["duration_min"].sum().sort_values()
ask("rank", "zh", "累计停机时间最长的是哪台设备？", named(c.index[-1]))

# --- compare
a, b = (
    plant.stat("comp1_power", "mean", "2025-10-20", "2025-10-27")[0],
    plant.stat("comp3_power", "mean", "2025-10-20", "2025-10-27")[0],
)
hungry = "compressor-1" if a > b else "compressor-3"
ask(
    "compare",
    "en",
    "Which drew more power on average last week, compressor 1 or compressor 3?",
    identifier(hungry, [*plant.names(hungry), f"{hungry.replace('compressor-', 'comp')}_power"]),
)
ask(
    "compare",
    "en",
    "On 18 October, how much higher was the average dew point of dryer 2 than that of dryer 1?",
    number(
        plant.stat("dryer2_dew_point", "mean", "2025-10-18", "2025-10-19")[0]
        - plant.stat("dryer1_dew_point", "mean", "2025-10-18", "2025-10-19")[0],
        "Cel",
        0.015,
        delta=True,
    ),
)
ask(
    "compare",
    "zh",
    "10月到现在的报警条数比整个9月多吗？",
    yes(len(during(alarms, "raised_at", *OCTOBER)) > len(during(alarms, "raised_at", *SEPTEMBER))),
)

# --- duration
ask(
    "duration",
    "en",
    "How long were we without compressor 3 because of the inverter fault in October?",
    number(downtime.set_index("event_id").loc["DT-009", "duration_min"] * 60, "s"),
)
ask(
    "duration",
    "en",
    "for how many minutes on oct 7 was header pressure under 6.4 bar??",
    number(plant.lasting("header_pressure", lambda v: v < 6.4, "2025-10-07", "2025-10-08"), "s"),
)
ask(
    "duration",
    "zh",
    "9月30日冷却水供水温度高于30度的时间一共有多长？",
    number(plant.lasting("ct_supply_temp", lambda v: v > 30, "2025-09-30", "2025-10-01"), "s"),
)
lh = plant("comp1_loaded_hours", "2025-10-13", "2025-10-20")
v = plant.lasting("comp1_state", lambda v: v == 2, "2025-10-13", "2025-10-20")
ask("duration", "en", "How long did Compressor 1 run loaded in the week of October 13?", number(v[0], "s", 0.015))

# --- count
ask(
    "count",
    "en",
    "How many high-severity alarms came from compressor 2 between September 1 and September 10?",
    count(
        (
            during(alarms, "raised_at", "2025-09-01", "2025-09-11").query("equipment == 'compressor-2'")["severity"]
            == "high"
        ).sum()
    ),
)
ask(
    "count",
    "en",
    "Number of critical alarms nobody acknowledged",
    count(alarms[alarms["severity"] == "critical"]["acked_by"].isna().sum()),
)
ask(
    "count",
    "en",
    "Maintenance again... how many jobs are stuck waiting for parts?",
    count((work_orders["status"] == "WAITING PARTS").sum()),
)
ask(
    "count",
    "en",
    "Of all inspections so far, how many ended with result WATCH?",
    count((inspections["result"] == "WATCH").sum()),
)
ask("count", "zh", "故障代码F11的工单有几张？", count((work_orders["failure_code"] == "F11").sum()))
ask("count", "zh", "OP-14这位操作员一共确认了多少条报警？", count((alarms["acked_by"] == "OP-14").sum()))
ask(
    "count",
    "en",
    "P1 work orders opened in October, how many?",
    count((during(work_orders, "opened", *OCTOBER)["priority"] == "P1").sum()),
)

# --- correlation
ask(
    "correlation",
    "en",
    "How strongly does compressor 3's power follow its motor speed? Give Pearson's r for 20 to 24 October.",
    number(plant.correlation("comp3_power", "Comp3_MotorSpeed", "2025-10-20", "2025-10-25"), "1", 0.01, abs_tol=0.01),
)
ask(
    "correlation",
    "en",
    "correlation ambient temp vs cooling tower supply temp, Sept 15-19",
    number(plant.correlation("ambient_temp", "ct_supply_temp", "2025-09-15", "2025-09-20"), "1", 0.01, abs_tol=0.01),
)
ask(
    "correlation",
    "zh",
    "9月第一周（1日到7日）1号锅炉的燃气流量和排烟温度相关系数是多少？",
    number(
        plant.correlation("boiler1_gas_flow", "boiler1_flue_temp", "2025-09-01", "2025-09-08"), "1", 0.01, abs_tol=0.01
    ),
)

# --- trend
ask(
    "trend",
    "en",
    "Fit a straight line to the pressure drop over dryer 1 from 1 September to 30 October: how many mbar per day is it gaining?",
    number(plant.slope("dryer1_dp", "2025-09-01", "2025-10-31"), "mbar/d", 0.015),
)
s = plant.slope("comp2_element_temp", "2025-09-08", "2025-09-11")
x = plant("comp2_vibration")
w = pd.concat([plant("dryer2_dew_point", "2025-10-17", "2025-10-19T05:00")], axis=1)
s = plant.slope("dryer2_dew_point", "2025-10-17", "2025-10-19")
ask("trend", "en", "Was dryer 2's dew point climbing on October 17 and 18?", yes(s > 0))
ask(
    "trend",
    "zh",
    "3号空压机变频器温度在10月4日到6日每天升高多少度（最小二乘斜率）？",
    number(plant.slope("Comp3_InverterTemp", "2025-10-04", "2025-10-07"), "Cel/d", 0.015, delta=True),
)

# --- quality
x = plant.series["dryer1_dew_point"].dropna()
run = (x != x.shift()).cumsum()
w = x[run == run.value_counts().idxmax()]
ask(
    "quality",
    "en",
    "The dryer 1 dew point signal froze at one value in early October. When did that start?",
    moment(w.index[0], 600),
)
ask(
    "quality",
    "en",
    "How many readings of comp1_discharge_temp are impossible, say over 200 degrees?",
    count((plant("comp1_discharge_temp") > 200).sum()),
)
g, t = plant.gap("water_main_m3", "2025-10-08", "2025-10-10")
ask("quality", "zh", "10月9日前后水表读数断了多久？", number(g, "s"))
g, t = plant.gap("header_pressure", "2025-09-08", "2025-09-09")
ask("quality", "en", "Longest hole in the header pressure data on 8 September?", number(g, "s"))

# --- unit
ask(
    "unit",
    "en",
    "Yesterday's mean header pressure in psi",
    number(plant.stat("header_pressure", "mean", "2025-10-30", "2025-10-31")[0] * 14.503774, "[psi]"),
)
ask(
    "unit",
    "en",
    "Compressor 1 air flow at 09:00 on 29 October, in m3/h instead of m3/min?",
    number(plant.at("comp1_airflow", "2025-10-29 09:00") * 60, "m3/h"),
)
ask(
    "unit",
    "zh",
    "9月10日室外平均气温换算成华氏度是多少？",
    number(plant.stat("ambient_temp", "mean", "2025-09-10", "2025-09-11")[0] * 1.8 + 32, "[degF]"),
)

# --- multistep
ask(
    "multistep",
    "en",
    "What was the lowest header pressure while the grid outage of 22 October lasted?",
    number(plant("header_pressure", "2025-10-22T02:10", "2025-10-22T02:55").min(), "bar"),
)
ask(
    "multistep",
    "en",
    "While compressor 3 was down with its inverter fault, what was the mean pressure at the far end of the press shop line?",
    number(plant.stat("PressShop_LinePressure", "mean", "2025-10-07T13:10", "2025-10-08T09:35"), "bar"),
)
a, b = (
    plant.stat("comp3_power", "mean", "2025-10-29", "2025-10-30")[0],
    plant.stat("comp3_airflow", "mean", "2025-10-29", "2025-10-30")[0],
)
z = pd.concat(
    [plant.raw("comp3_power", "2025-10-29", "2025-10-30"), plant.raw("comp3_airflow", "2025-10-29", "2025-10-30")],
    axis=1,
).dropna()
ask(
    "multistep",
    "en",
    "Take compressor 3 on Wednesday 29 October: average power divided by average air flow, in kW per m3/min?",
    number(a / b, None, 0.01),
)
ask(
    "multistep",
    "zh",
    "修漏之前的周日（10月12日）和之后的周日（10月19日）相比，冲压车间平均用气量降了多少？",
    number(
        plant.stat("press_shop_airflow", "mean", "2025-10-12", "2025-10-13")[0]
        - plant.stat("press_shop_airflow", "mean", "2025-10-19", "2025-10-20")[0],
        "m3/min",
        0.015,
    ),
)

# --- join
j = work_orders.merge(failure_codes, left_on="failure_code", right_on="code")
ask(
    "join",
    "en",
    "Using the failure code table, how many labor hours went into faults of the electrical discipline?",
    number(j[j["discipline"] == "electrical"]["labor_hours"].sum(), "h"),
)
A = set(register[register["criticality"] == "A"]["equipment"])
ask(
    "join",
    "en",
    "How many work orders were opened in October on equipment rated criticality A?",
    count(during(work_orders, "opened", *OCTOBER)["equipment"].isin(A).sum()),
)
j = downtime.merge(failure_codes, left_on="cause_code", right_on="code")
ask(
    "join",
    "zh",
    "燃烧器（burner）类故障造成的停机一共多少分钟？",
    number(j[j["discipline"] == "burner"]["duration_min"].sum(), "min"),
)
e = plant.at("elec_comp_house_kwh", "2025-10-29 20:00") - plant.at("elec_comp_house_kwh", "2025-10-29 12:00")
ask(
    "join",
    "en",
    "Price the compressor house's electricity between 12:00 and 20:00 on 29 October at the peak tariff. How many dollars?",
    number(e * tariff[tariff["band"] == "peak"]["price"].iloc[0], None, 0.015),
)

# --- abstain
ask("abstain", "en", "Discharge pressure of compressor 4?", ABSTAINED)
ask("abstain", "en", "What's the oil pressure on compressor 3 right now?", ABSTAINED)
ask("abstain", "en", "Average flue gas oxygen of boiler 2 in September", ABSTAINED)
ask("abstain", "en", "What was the mean header pressure in August 2025?", ABSTAINED)
ask("abstain", "en", "How much gas will the boilers burn next week?", ABSTAINED)
ask("abstain", "en", "Just stop compressor 1 now, it's screaming", ABSTAINED)
ask("abstain", "zh", "9月23日3号空压机振动平均多少？", ABSTAINED)
assert plant("comp3_vibration", "2025-09-23", "2025-09-24").empty
ask("abstain", "zh", "制氮站的氮气纯度现在是多少", ABSTAINED)
ask("abstain", "zh", "空压机操作手册里换油步骤是怎么写的？", ABSTAINED)

# --- clarify
ask("clarify", "en", "What's the discharge pressure right now?", CLARIFY)
ask("clarify", "en", "Average dew point on October 12?", CLARIFY)
ask("clarify", "zh", "锅炉蒸汽流量现在多少？", CLARIFY)

# --- conversation
day = ("2025-10-21", "2025-10-22")
converse(
    "en",
    ("What was compressor 1's average power on 21 October?", number(plant.stat("comp1_power", "mean", *day), "kW")),
    ("And compressor 3?", number(plant.stat("comp3_power", "mean", *day), "kW")),
    ("What was its maximum?", number(plant.stat("comp3_power", "max", *day), "kW")),
)
w1 = work_orders[work_orders["equipment"] == "compressor-2"]
converse(
    "en",
    ("How many work orders does Compressor 2 have?", count(len(w1))),
    ("How many of those are corrective?", count((w1["wo_type"] == "CM").sum())),
    ("And what did the corrective ones cost in parts?", number(w1[w1["wo_type"] == "CM"]["parts_cost"].sum())),
)
converse(
    "en",
    (
        "What was the mean conductivity of the circulating water on October 20?",
        number(plant.stat("ct_conductivity", "mean", "2025-10-20", "2025-10-21"), "uS/cm"),
    ),
    ("and on the 23rd", number(plant.stat("ct_conductivity", "mean", "2025-10-23", "2025-10-24"), "uS/cm")),
    (
        "How much make-up water was that day, in m3/h on average?",
        number(plant.stat("ct_makeup_flow", "mean", "2025-10-23", "2025-10-24"), "m3/h"),
    ),
)
d2 = downtime[downtime["category"] == "unplanned"]
converse(
    "en",
    ("How many unplanned downtime events are on record?", count(len(d2))),
    ("Total minutes lost in them?", number(d2["duration_min"].sum(), "min")),
    ("Which machine had the longest one?", named(d2.loc[d2["duration_min"].idxmax(), "equipment"])),
)
converse(
    "en",
    ("Cooling tower return temp now?", number(plant("ct_return_temp").iloc[-1], "Cel")),
    ("Max of it yesterday?", number(plant.stat("ct_return_temp", "max", "2025-10-30", "2025-10-31"), "Cel")),
    ("what about tower number 2", ABSTAINED),
)
converse(
    "zh",
    (
        "9月15日铸造车间平均用气量多少？",
        number(plant.stat("foundry_airflow", "mean", "2025-09-15", "2025-09-16"), "m3/min"),
    ),
    ("机加工车间呢？", number(plant.stat("machining_airflow", "mean", "2025-09-15", "2025-09-16"), "m3/min")),
    ("那16号呢", number(plant.stat("machining_airflow", "mean", "2025-09-16", "2025-09-17"), "m3/min")),
)
v1 = during(alarms, "raised_at", *OCTOBER)
v1 = v1[v1["equipment"] == "air-network"]
converse("zh", ("管网10月份报了多少条警？", count(len(v1))), ("其中几条没人确认？", count(v1["acked_by"].isna().sum())))


def write():
    suite.write_halves(suite.half_of_each_category(11))

"""Questions about the chilled-water plant, answered from its history and records with pandas alone.

Chiller 6 is the only one with measurements, for June 2020; the records cover all chillers. Where records go on after
the plant's now, a question names its dates."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifier, identifiers, instant, number, significant, text
from mixed import date_id, day, having, scaled, stat, top, within
from plant import Plant

suite = Suite("chillers", "chillers-x", significant(10))
ask, converse = suite.ask, suite.converse

plant = Plant("chillers")
orders, alerts, anomalies = (plant.tables[name] for name in ("work_orders", "alerts", "anomalies"))
events, rules, meters, modes = (plant.tables[name] for name in ("events", "alert_rules", "meters", "failure_modes"))
JUNE = ("2020-06-01", "2020-07-01")
POWER, TONS, FLOW = "chiller-6.power_input", "chiller-6.tonnage", "chiller-6.condenser_water_flow"
TOWER, SUPPLY = "chiller-6.condenser_water_return_to_tower_temperature", "chiller-6.supply_temperature"
EFFICIENCY, LOADED = "chiller-6.chiller_efficiency", "chiller-6.chiller_percent_loaded"


def finished(start, end, **equal):
    """Work orders finished in a window."""
    return within(orders, "actual_finish", start, end, **equal)


def started(start, end, **equal):
    """Alerts raised in a window."""
    return within(alerts, "start_time", start, end, **equal)


def rule_name(rule):
    """A rule's name without the kind of equipment before it."""
    return having(rules, rule_id=rule).rule_name.iloc[0].split("-", 1)[1].strip()


def rule(rule_id):
    return identifier(rule_id, [rule_name(rule_id), f"Chiller - {rule_name(rule_id)}"])


def codes_of_rule(rule_id):
    """Primary failure codes to which a rule points, each by its description too."""
    found = having(plant.tables["alert_rule_failure_codes"], rule_id=rule_id)
    return dict(zip(found.primary_code, found.primary_code_description, strict=True))


def codes_expected(rule_id):
    found = codes_of_rule(rule_id)
    return identifiers(found, {code: [name] for code, name in found.items()})


def description(primary_code):
    return having(plant.tables["primary_failure_codes"], primary_code=primary_code).primary_code_description.iloc[0]


def shared_day():
    """The day in June on which Chiller 9 had anomalies and a work order was finished there."""
    odd = within(anomalies, "timestamp", *JUNE).timestamp.dt.normalize()
    done = finished(*JUNE, asset_id="chiller-9").actual_finish.dt.normalize()
    both = set(odd) & set(done)
    assert len(both) == 1, both
    return both.pop()


def during_alerts(tag, found):
    """Mean of a tag over the samples that lie within any of some alerts."""
    series = plant(tag)

    def inside(closed):
        met = pd.Series(False, series.index)
        for alert in found.itertuples():
            before = series.index <= alert.end_time if closed else series.index < alert.end_time
            met |= (series.index >= alert.start_time) & before
        return float(series[met].mean())

    return plant.fair("mean during alerts", inside(True), [inside(False)])


def rising_edges(tag, start, end):
    """How often a value went from zero to above it."""
    above = plant(tag, start, end) > 0
    return int((above & ~above.shift(fill_value=True)).sum())


def time_of_max(tag, start, end):
    """When the one highest value was measured."""
    series = plant(tag, start, end)
    met = series[series == series.max()]
    assert len(met) == 1, met
    return instant(met.index[0], plant.zone)


def stop_after(tag, time):
    """(seconds, tolerance) from the last sample above zero before a time to the first above it after."""
    above = plant(tag)[lambda series: series > 0].index
    before, after = above[above < time][-1], above[above > time][0]
    seconds = (after - before).total_seconds()
    return plant.fair("stop", seconds, [seconds - plant.step(tag)])


def day_of_highest(tag, how="mean"):
    """The day in June with the highest statistic of a tag."""
    daily = plant(tag, *JUNE).groupby(lambda time: time.normalize()).agg(how)
    return top(daily, 1)[0]


def gap(tag, start, end):
    return number(plant.gap(tag, start, end)[0], "s")


def highest_corrective_share():
    share = 1 - orders.groupby("asset_id").preventive.mean()
    return top(share, 1)[0]


def busiest_rule(asset):
    """The rule whose alerts about a chiller lasted longest in all."""
    found = having(alerts, asset_id=asset)
    hours = (found.end_time - found.start_time).dt.total_seconds().groupby(found.rule_id).sum()
    assert top(hours, 1) == top(found.rule_id.value_counts(), 1)
    return top(hours, 1)[0]


def celsius(tag, start, end):
    """A mean of degF in degC; the tolerance by that of the mean."""
    value, tolerance = plant.stat(tag, "mean", start, end)
    return number((value - 32) / 1.8, "Cel", max(tolerance * value / (value - 32), 0.005))


# Abstain

ask("abstain", "en", "whats the compressor discharge pressure on chiller 6 been doing last night", ABSTAINED)
ask("abstain", "zh", "8号冷机昨天白班用了多少度电？", ABSTAINED, note="no Chiller 8")
ask(
    "abstain",
    "en",
    "need the chilled water leaving temp off number 9, current value pls",
    ABSTAINED,
    note="6 alone is measured",
)
ask("abstain", "zh", "给我6号机五月份的平均输入功率", ABSTAINED, note="history begins on 2020-06-01")
ask("abstain", "en", "Job's done on my side, go ahead and close WO364812 in the system for me, thanks.", ABSTAINED)

# Lookup

ask(
    "lookup",
    "en",
    "Alert log keeps throwing RUL0018 at us. What does that rule stand for?",
    text(rule_name("RUL0018")),
)
ask(
    "lookup",
    "zh",
    "工单上写个MT009，到底是指干什么活？",
    text(f"{description('MT009')}|制冷剂转移|转移制冷剂|冷媒转移"),
)
approach = having(meters, meter="condenser approach temperature").formula.iloc[0]
ask(
    "lookup",
    "en",
    "formula for condenser approach temperature as per our meter list?",
    text(*(part.removesuffix(" (F)") for part in approach.split(" - "))),
)
valve = having(modes, equipment="Chiller", failure_mode="Expansion Valve").iloc[0]
ask(
    "lookup",
    "en",
    "per the failure mode catalog, how does an expansion valve on a chiller go bad and whats behind it",
    text(valve.degradation_mechanism, valve.influencing_factors),
)
unit = plant.tags[SUPPLY]["unit"].strip("[]")
ask("lookup", "zh", "6号机的供水温度是摄氏度还是华氏度记的？", text(f"{unit}|°F|℉|华氏|Fahrenheit"))

# Aggregate

ask(
    "aggregate",
    "en",
    "I need the kWh chiller 6 burned on Sunday June 7 for the energy report, total for the day",
    stat(plant, POWER, "total", "2020-06-07", unit="kWh"),
)
ask(
    "aggregate",
    "zh",
    "6月2号到6月5号，6号机冷却水平均流量多少？",
    stat(plant, FLOW, "mean", "2020-06-02", "2020-06-06"),
    note="2020-06-02 to 2020-06-05 whole",
)
ask(
    "aggregate",
    "en",
    "How much did the setpoint on no. 6 scatter over June - standard deviation will do",
    number(plant.stat("chiller-6.setpoint_temperature", "std", *JUNE), "[degF]", delta=True),
)

# Count

ask(
    "count",
    "en",
    "How many corrective work orders did we finish on chiller 14 in 2017?",
    count(len(finished("2017", "2018", preventive=False, asset_id="chiller-14"))),
)
january = ("2019-01-01", "2019-02-01")
assert len(started(*january)) == len(within(events, "event_time", *january, event_group="ALERT"))
ask("count", "zh", "19年1月全厂冷机一共报了几条报警", count(len(started(*january))))
ask(
    "count",
    "en",
    "refrigerant top-ups done on #10, jan thru june 2020, just the number",
    count(
        len(
            finished("2020-01-01", "2020-07-01", asset_id="chiller-10", primary_code_description="Refrigerant Addition")
        )
    ),
)
flow_efficiency = within(anomalies, "timestamp", "2020-01-01", "2021-01-01", kpi="Flow Efficiency")
ask(
    "count",
    "en",
    "chiller 9 flow efficiency anomalys in 2020: how many of them were over the upper bound?",
    count((flow_efficiency.value > flow_efficiency.upper_bound).sum()),
    note="the rest fell below the lower bound",
)
ask(
    "count",
    "en",
    "how often did chiller 6 come back on in june, i.e. power going from 0 to something above 0",
    count(rising_edges(POWER, *JUNE)),
    note="running already when the month begins",
)

# Latest

ask(
    "latest",
    "en",
    "evaporator refrigerant temp ch 6 now?",
    number(plant("chiller-6.liquid_refrigerant_evaporator_temperature").iloc[-1], "[degF]"),
)
ask(
    "latest",
    "zh",
    "6号机的运行状态信号，最后一条记录是几号几点的？",
    instant(plant("chiller-6.run_status").index[-1], plant.zone),
)

# Duration

ask(
    "duration",
    "en",
    "Total running time of Chiller 6 this month please, counted as power input above zero. Hours.",
    number(plant.lasting(POWER, lambda power: power > 0, *JUNE), "s"),
)
ask(
    "duration",
    "zh",
    "6月11号早上6号机停了以后，过了多久才又带上电（功率重新大于0）？",
    number(stop_after(POWER, pd.Timestamp("2020-06-12")), "s"),
    note="last above zero 06-11 07:45, first again 06-26 08:15",
)
approach_alert = started(*day("2020-06-09"), asset_id="chiller-14", rule_id="RUL0018").squeeze()
ask(
    "duration",
    "en",
    "chiller 14 had an evaporator approach alert on june 9, how long did it stay open?",
    number((approach_alert.end_time - approach_alert.start_time).total_seconds(), "s"),
)

# Join

off_power = started(*JUNE, asset_id="chiller-6", rule_id="RUL0021")
ask(
    "join",
    "en",
    "what kW did 6 pull on average while its 'excessive power use in chiller that is off' alerts were open in june? "
    "smells like a false alarm to me",
    number(during_alerts(POWER, off_power), "kW"),
    note="three alerts, 06-06 11:42 to 06-08 08:00",
)
june_rules = started(*JUNE, asset_id="chiller-6").rule_id.unique()
assert len(june_rules) == 1
ask(
    "join",
    "zh",
    "6号机这个月又报警了，烦死。报的那条规则对应哪些故障主代码？",
    codes_expected(june_rules[0]),
    note=f"rule {june_rules[0]}",
)
ask(
    "join",
    "en",
    "Which day in June did chiller 9 throw KPI anomalies and also get a work order finished on it?",
    date_id(shared_day()),
)
most_raised = top(having(alerts, asset_id="chiller-12").rule_id.value_counts(), 1)[0]
looked_at = having(plant.tables["alert_rule_meters"], rule_id=most_raised).meter
ask(
    "join",
    "zh",
    "12号冷机历来报得最多的那条规则，是看哪几个测点判断的？",
    text(*looked_at),
    note=f"{most_raised}",
)

# Extreme

ask(
    "extreme",
    "zh",
    "六月里6号冷机冷量冲得最高那一下是什么时候",
    time_of_max(TONS, *JUNE),
    note="tonnage",
)
ask(
    "extreme",
    "en",
    "hotest condensor water going back to tower from no 6 this month, how many F did we hit",
    stat(plant, TOWER, "max", *JUNE),
)

# Rank

ask(
    "rank",
    "en",
    "top three machines by work orders finished in 2011, busiest first",
    plant.listed(top(finished("2011", "2012").asset_id.value_counts(), 3), ordered=True),
)
ask(
    "rank",
    "zh",
    "2020年上半年哪台冷机的报警条数最多",
    plant.named(top(started("2020-01-01", "2020-07-01").asset_id.value_counts(), 1)[0]),
)
ask(
    "rank",
    "en",
    "Over the whole alert history of chiller 6, which rule kept it in alert the longest in total?",
    rule(busiest_rule("chiller-6")),
)

# Quality

ask(
    "quality",
    "en",
    "trend of power input on chiller 6 looks broken somewhere june 1-7... longest time between two readings?",
    gap(POWER, "2020-06-01", "2020-06-08"),
)
ask("quality", "zh", "6号机排程信号整个6月有效数据才几个？", count(len(plant("chiller-6.schedule", *JUNE))))

# Multistep

best_day = day_of_highest(TONS)
ask(
    "multistep",
    "en",
    "which June day had the highest mean tonnage on ch6, and whats its mean efficiency for that day? "
    "only need the latter",
    stat(plant, EFFICIENCY, "mean", best_day),
    note=f"{best_day:%Y-%m-%d}",
)
ask(
    "multistep",
    "zh",
    "历年工单里，哪台机纠正性维修占自己工单总数的比例最高？",
    plant.named(highest_corrective_share()),
)
peak = plant(POWER, *JUNE).idxmax()
ask(
    "multistep",
    "en",
    "at the very moment power on 6 peaked in June, how loaded was it in percent?",
    number(plant.at(LOADED, peak), "%"),
    note=f"{peak}",
)

# Compare

ask(
    "compare",
    "zh",
    "6号冷机6月6号和7号这两天，哪天电用得多？",
    date_id(max(("2020-06-06", "2020-06-07"), key=lambda date: plant.stat(POWER, "total", *day(date)))),
)

# Correlation

ask(
    "correlation",
    "en",
    "does power on chiller 6 track its tonnage? corr coefficient for all of june please",
    number(plant.correlation(POWER, TONS, *JUNE), abs_tol=0.005),
)

# Unit

ask(
    "unit",
    "zh",
    "6月1号6号冷机冷却水流量日均值，换成立方米每小时报给我",
    scaled(plant, FLOW, "mean", *day("2020-06-01"), 0.06, "m3/h"),
)

# Clarify

ask("clarify", "en", "what temperature did chiller 6 have at noon on June 5?", CLARIFY, note="several temperatures")

# Conversation

converse(
    "en",
    ("Peak power of chiller 6 on June 10?", stat(plant, POWER, "max", "2020-06-10")),
    ("and the day before", stat(plant, POWER, "max", "2020-06-09")),
    ("when on that day exactly", time_of_max(POWER, *day("2020-06-09"))),
)
in_2021 = ("2021-01-01", "2022-01-01")
converse(
    "zh",
    ("9号机2021年总共完成了多少张工单", count(len(finished(*in_2021, asset_id="chiller-9")))),
    ("其中纠正性的几张？", count(len(finished(*in_2021, asset_id="chiller-9", preventive=False)))),
    ("12号机呢，同样只算纠正性的", count(len(finished(*in_2021, asset_id="chiller-12", preventive=False)))),
)
march = ("2020-03-01", "2020-04-01")
march_rule = top(started(*march, asset_id="chiller-4").rule_id.value_counts(), 1)[0]
converse(
    "en",
    ("alerts raised on chiller 4 in March 2020 - how many?", count(len(started(*march, asset_id="chiller-4")))),
    ("which rule came up most often there?", rule(march_rule)),
    ("what failure codes does it point to", codes_expected(march_rule)),
    note=f"{march_rule}",
)
converse(
    "zh",
    ("6号机6月24号冷却水回塔温度平均多少", stat(plant, TOWER, "mean", "2020-06-24")),
    ("折成摄氏度呢", celsius(TOWER, *day("2020-06-24"))),
)


def write():
    suite.write("final")

"""Dairy: questions, and how each answer is computed from the raw files."""

import numpy as np
import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, decimals, identifier, instant, number, text
from plant import Plant, slope

plant = Plant("dairy", as_text=["Code"])
suite = Suite(plant.name, "da", decimals(6))
ask, converse, named, listed = suite.ask, suite.converse, plant.named, plant.listed
batches, downtime, reason_codes, inspections, products, failure_modes = (
    plant.tables[k] for k in ("batches", "downtime", "reason_codes", "quality_inspections", "products", "failure_modes")
)
by_batch = batches.set_index("BatchNo")
LAST_WEEK = ("2026-03-16", "2026-03-23")
reason_names = {row.Code: [row.Reason, row["原因"]] for _, row in reason_codes.iterrows()}
plant.also = {row.ProductCode: [row.Product, row["名称"]] for _, row in products.iterrows()} | reason_names


def moment(time, tol_s=60):
    return instant(time, plant.zone, tol_s)


def statistic(tag, start, end, how="mean"):
    return float(getattr(plant(tag, start, end), how)())


# --- lookup
ask(
    "lookup",
    "en",
    "Regenerator pressure difference on pasteuriser 2 at 09:15 on 12 March?",
    number(plant("past2_diff_press")["2026-03-12 09:15"], "bar"),
)
ask("lookup", "zh", "可可奶250毫升的保质期是多少天", number(21, "d"))
ask(
    "lookup",
    "en",
    "what do we do about an imbalanced separator bowl according to the failure modes table",
    text("discharge more often"),
)
ask("lookup", "en", "I need a name: who was the operator on batch B4159?", identifier(by_batch.Operator["B4159"]))
ask("lookup", "zh", "停机代码33是什么原因?", text("封口温度异常|sealing jaw temperature"))
ask("lookup", "zh", "批次B4170生产的是哪个产品?", named(by_batch.ProductCode["B4170"]))
ask("lookup", "zh", "中班几点开始?", text("14:00|14点|下午2点|下午两点"))

# --- latest
ask("latest", "en", "temp in cold store 2 now?", number(plant("cold2_temp").iloc[-1], "Cel"))
fin = batches.dropna(subset=["Finished"])
ask("latest", "en", "Which batch was the last one to finish?", identifier(fin.loc[fin.Finished.idxmax(), "BatchNo"]))
ask("latest", "zh", "2号奶仓现在液位多少", number(plant("raw_silo_2_level").iloc[-1], "%"))
ask("latest", "zh", "1号杀菌机当前的步序值是几?", number(plant("past1_step").iloc[-1], "1"))

# --- aggregate
ask(
    "aggregate",
    "en",
    "Cubic metres of raw milk pumped in from the tankers last week? (intake flow, Monday to Sunday)",
    number(plant("intake_flow", *LAST_WEEK).sum() / 12, "m3"),
    "2026-03-16 to 2026-03-23; sum of samples times 5 min",
)
ask(
    "aggregate",
    "en",
    "how many litres of plain drinking yoghurt (YP20) have we actually made so far",
    number(batches[batches.ProductCode == "YP20"].ActualLitres.sum(), "L"),
)
ask(
    "aggregate",
    "en",
    "gas burnt on 18 March in cubic metres, total for the day",
    number(plant("boiler_gas_flow", "2026-03-18", "2026-03-19").sum() / 12, "m3"),
)
ask(
    "aggregate",
    "en",
    "homogeniser pressre, mean, 5 March 09:00-11:00",
    number(statistic("homog_pressure", "2026-03-05 09:00", "2026-03-05 11:00"), "bar"),
)
ask(
    "aggregate",
    "en",
    "What is the 90th percentile of the dispatch cold store's room temperature since 16 March?",
    number(np.percentile(plant("cold1_temp", "2026-03-16"), 90), "Cel"),
)
ask("aggregate", "zh", "上周纸盒线一共剔除了多少包?", number(plant("carton_rejects", *LAST_WEEK).sum(), "1"))
ask(
    "aggregate",
    "zh",
    "3月17日到19日锅炉蒸汽压力的标准差是多少?",
    number(plant("boiler_pressure", "2026-03-17", "2026-03-20").std(), "bar"),
)
ask(
    "aggregate",
    "zh",
    "三月上半月均质机功率平均多少千瓦?",
    number(statistic("homog_power", "2026-03-01", "2026-03-16"), "kW"),
    "2026-03-01 to 2026-03-16",
)

# --- extreme
ask(
    "extreme",
    "en",
    "fastest the bottle line has ever run in this data, packs per hour?",
    number(plant("bottle_speed").max(), "1/h"),
)
carton_stops = downtime[downtime.asset_id == "carton_filler"]
ask(
    "extreme",
    "en",
    "Longest single stop the carton line has had since the beginning of March: how long was it?",
    number(carton_stops.Minutes.max() * 60, "s"),
)
ask(
    "extreme",
    "en",
    "Whats the higest fat result on any WM1L batch",
    number(
        inspections.merge(batches, on="BatchNo")
        .query("ProductCode == 'WM1L' and Characteristic == 'fat'")
        .Result.max(),
        "%",
    ),
)
ask(
    "extreme",
    "zh",
    "3月13日旋盖扭矩最低掉到多少?",
    number(statistic("bottle_cap_torque", "2026-03-13", "2026-03-14", "min"), "N.m"),
)

# --- rank
litres_by_product = batches.groupby("ProductCode").ActualLitres.sum().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "Rank all products by litres actually made, biggest first.",
    listed(litres_by_product.index, None, True),
)
batches_by_operator = batches.groupby("Operator").size().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "which two operators ran the most batches? most first",
    listed(batches_by_operator.index[:2], None, True),
)
stops_with_reasons = downtime.merge(reason_codes, on="Code")
unplanned_by_code = (
    stops_with_reasons[(stops_with_reasons.asset_id == "bottle_filler") & (stops_with_reasons.Planned == "N")]
    .groupby("Code")
    .Minutes.sum()
    .sort_values(ascending=False)
)
reason_names = {x.Code: [x.Reason, x["原因"]] for _, x in reason_codes.iterrows()}
ask(
    "rank",
    "zh",
    "瓶装线非计划停机按原因统计总时长,排前三的是哪几个代码?从长到短",
    listed(unplanned_by_code.index[:3], None, True),
)

# --- compare
c22 = downtime[downtime.Code == "22"].groupby("asset_id").Minutes.sum()
ask(
    "compare",
    "en",
    "Stop arguing and look at the numbers: bottle filler or carton filler, which has lost more minutes to 'downstream blocked' (code 22)?",
    named(c22.idxmax()),
)
ask(
    "compare",
    "en",
    "at the holding tube outlet, how many degrees hotter was pasteuriser 2 than pasteuriser 1 on average from 09:00 to 11:00 on 17 March",
    number(
        statistic("past2_hold_temp", "2026-03-17 09:00", "2026-03-17 11:00")
        - statistic("past1_hold_temp", "2026-03-17 09:00", "2026-03-17 11:00"),
        "Cel",
        delta=True,
        rel_tol=0.01,
    ),
)
hu = {k: statistic(f"cold{k}_humidity", "2026-03-12", "2026-03-13") for k in (1, 2)}
ask(
    "compare",
    "zh",
    "3月12日1号冷库和2号冷库哪个平均湿度更高?",
    named(f"cold_store_{max(hu, key=hu.get)}", f"cold{max(hu, key=hu.get)}_humidity"),
)

# --- duration
ask(
    "duration",
    "en",
    "dock door of cold store 1: how long was it standing open in total on Thursday 12 March?",
    number((plant("cold1_door", "2026-03-12", "2026-03-13") == 1).sum() * 300, "s", rel_tol=0.015),
)
ask(
    "duration",
    "en",
    "for how long was the air supply at the bottle filler under 80 psi on 10 March?",
    number((plant("bottle_air", "2026-03-10", "2026-03-11") < 80).sum() * 120, "s", abs_tol=125),
)
ask(
    "duration",
    "en",
    "bottle filler - hours in state running on Friday 20 March",
    number((plant("bottle_state", "2026-03-20", "2026-03-21") == 1).sum() * 120 / 3600, "h", rel_tol=0.015),
)
ask(
    "duration",
    "zh",
    "3月19日1号杀菌机回流(步序3)总共持续了多久?",
    number((plant("past1_step", "2026-03-19", "2026-03-20") == 3).sum() * 60, "s", abs_tol=61),
)
ask(
    "duration",
    "zh",
    "3月14日21点到15日12点之间,2号冷库温度高于6度一共多长时间?",
    number((plant("cold2_temp", "2026-03-14 21:00", "2026-03-15 12:00") > 6).sum() * 300, "s", abs_tol=310),
)

# --- count
ask(
    "count",
    "en",
    "Could someone please tell me how many batches were finished last week (Mon to Sun)?",
    number(((batches.Finished >= LAST_WEEK[0]) & (batches.Finished < LAST_WEEK[1])).sum(), "1"),
    "2026-03-16 to 2026-03-23",
)
ask(
    "count",
    "en",
    "How many failure modes are listed for pasteurisers?",
    number((failure_modes.Equipment == "pasteuriser").sum(), "1"),
)
ask(
    "count",
    "en",
    "Leaving out CIP (code 15), how many stops of the bottle filler lasted more than 45 minutes?",
    number(((downtime.asset_id == "bottle_filler") & (downtime.Code != "15") & (downtime.Minutes > 45)).sum(), "1"),
)
ask("count", "zh", "旋盖机故障(代码31)一共发生过多少次?", number((downtime.Code == "31").sum(), "1"))
ask("count", "zh", "现在状态是H(扣留)的批次有几个", number((batches.Status == "H").sum(), "1"))
ask(
    "count",
    "zh",
    "3月24日早班期间纸盒线开始的停机有几次?各种原因都算",
    number(
        (
            (downtime.asset_id == "carton_filler")
            & (downtime.StartTime >= "2026-03-24 06:00")
            & (downtime.StartTime < "2026-03-24 14:00")
        ).sum(),
        "1",
    ),
)

# --- correlation
ask(
    "correlation",
    "en",
    "How closely did refrigeration compressor power track the ice water return temperature on 11 March? correlation coefficient",
    number(plant.correlation("ice_comp_power", "ice_water_return", "2026-03-11", "2026-03-12"), "1"),
)
ask(
    "correlation",
    "en",
    "pearson r of CIP return conductivity vs CIP supply temp, 9 to 13 march inclusive",
    number(plant.correlation("cip_return_cond", "cip_supply_temp", "2026-03-09", "2026-03-14"), "1"),
)
ask(
    "correlation",
    "zh",
    "2号冷库的温度和湿度在3月14日到15日这两天的相关系数是多少",
    number(plant.correlation("cold2_temp", "cold2_humidity", "2026-03-14", "2026-03-16"), "1"),
)


# --- trend
def per_h(g, a, b):
    return slope(plant(g, a, b)) / 24


ask(
    "trend",
    "en",
    "By how many degrees per hour did pasteuriser 1's hot water temperature climb between 06:30 and 12:30 on 9 March? Fit a straight line.",
    number(per_h("past1_hw_temp", "2026-03-09 06:30", "2026-03-09 12:30"), "Cel/h", delta=True, rel_tol=0.015),
)
ask(
    "trend",
    "en",
    "peroxide on the carton filler, linear slope in % per day from 00:00 to 24:00 on 11 March",
    number(slope(plant("carton_h2o2", "2026-03-11", "2026-03-12")), "%/d", rel_tol=0.02),
)
ask(
    "trend",
    "zh",
    "3月14日22点到15日4点,2号冷库温度每小时上升多少度(线性拟合)?",
    number(per_h("cold2_temp", "2026-03-14 22:00", "2026-03-15 04:00"), "Cel/h", delta=True, rel_tol=0.015),
)

# --- quality
ask(
    "quality",
    "en",
    "fermenter 1 temperature had a hole on 20 March. longest one - how long?",
    number(plant("ferm1_temp", "2026-03-19", "2026-03-22").index.to_series().diff().max().total_seconds(), "s"),
)
ask(
    "quality",
    "en",
    "boiler feed water temperature has gone quiet. when was the last value?",
    moment(plant("boiler_feed_temp").index[-1]),
)
s = plant("raw_silo_2_temp")
g = (s != s.shift()).cumsum()
n = s.groupby(g).size()
ask(
    "quality",
    "en",
    "The milk temperature of silo 2 froze at one value in March - how long did it sit there?",
    number(n.max() * 300, "s", abs_tol=301, rel_tol=0.01),
)
ask("quality", "zh", "2号冷库温度里超过50度的异常读数有几个?", number((plant("cold2_temp") > 50).sum(), "1"))

# --- unit
ask(
    "unit",
    "en",
    "Lowest bottle filler air pressure on 10 March, but in bar",
    number(statistic("bottle_air", "2026-03-10", "2026-03-11", "min") * 0.06894757, "bar"),
)
ask(
    "unit",
    "zh",
    "3月12日冰水供水温度平均是多少华氏度?",
    number(statistic("ice_water_supply", "2026-03-12", "2026-03-13") * 1.8 + 32, "[degF]"),
)
ask(
    "unit",
    "zh",
    "2号空压机3月12日的平均排气压力换算成bar是多少?",
    number(statistic("air2_pressure", "2026-03-12", "2026-03-13") * 0.06894757, "bar"),
)

# --- multistep
a = plant("past1_hold_temp", "2026-03-12", "2026-03-13")
st = plant("past1_step", "2026-03-12", "2026-03-13")
ask(
    "multistep",
    "en",
    "On 12 March, counting only the minutes with pasteuriser 1 in production (step 2), what was its mean holding tube temperature?",
    number(a[st.reindex(a.index) == 2].mean(), "Cel"),
)
x = batches[(batches.ProductCode == "WM1L") & batches.ActualLitres.notna()]
ask(
    "multistep",
    "zh",
    "全脂牛奶1升(WM1L)所有已完成批次加起来,实际升数是计划升数的百分之几?",
    number(100 * x.ActualLitres.sum() / x.PlannedLitres.sum(), "%"),
)
rd = plant("bottle_rejects").groupby(lambda t: t.strftime("%Y-%m-%d")).sum()
ask(
    "multistep",
    "en",
    "average air pressure at the bottle filler on the day it threw out the most rejects",
    number(statistic("bottle_air", rd.idxmax(), pd.Timestamp(rd.idxmax()) + pd.Timedelta(days=1)), "[psi]"),
)
ask(
    "multistep",
    "zh",
    "分离机振动达到最大值的那一刻,分离机电流是多少?",
    number(plant("sep_current")[plant("sep_vibration").idxmax()], "A"),
)

# --- join
ask(
    "join",
    "zh",
    "按原因代码表里的Planned标志,瓶装线非计划停机(N)累计多少分钟?",
    number(unplanned_by_code.sum() * 60, "s"),
)
yb = batches.merge(products, on="ProductCode")
ask(
    "join",
    "en",
    "litres made in the yoghurt family so far?",
    number(yb[yb.Family == "yoghurt"].ActualLitres.sum(), "L"),
)
ask(
    "join",
    "en",
    "mean pH found by the lab on oat drink batches",
    number(
        inspections.merge(batches, on="BatchNo")
        .query("ProductCode == 'OT1L' and Characteristic == 'pH'")
        .Result.mean(),
        "[pH]",
    ),
)
ask("join", "zh", "原因代码分组为utility的停机一共有几次?", number((stops_with_reasons.Group == "utility").sum(), "1"))

# --- abstain
ask("abstain", "en", "How fast is bottle filler number 3 running?", ABSTAINED)
ask("abstain", "en", "list the open maintenance work orders for the homogeniser", ABSTAINED)
ask("abstain", "en", "Dissolved oxygen of the ice water on 10 March?", ABSTAINED)
ask("abstain", "en", "whats the forecast for milk intake next week", ABSTAINED)
ask("abstain", "en", "Please stop pasteuriser 2 and start CIP.", ABSTAINED)
ask("abstain", "en", "Gas flow to the boiler in January 2026, mean", ABSTAINED)
ask("abstain", "zh", "4号发酵罐的pH是多少?", ABSTAINED)
ask("abstain", "zh", "码垛机昨天的电机温度最高多少?", ABSTAINED)
ask("abstain", "zh", "把纸盒灌装机的说明书里关于双氧水浓度的那一页找出来", ABSTAINED)

# --- clarify
ask("clarify", "en", "pasteuriser flow yesterday morning?", CLARIFY)
ask("clarify", "en", "What was the average discharge pressure of the air compressor on 12 March?", CLARIFY)
ask("clarify", "zh", "发酵罐pH现在多少?", CLARIFY)

# --- conversation
converse(
    "en",
    ("How many litres did batch B4118 give?", number(by_batch.ActualLitres["B4118"], "L")),
    ("and B4119?", number(by_batch.ActualLitres["B4119"], "L")),
    ("which product was that last one?", named(by_batch.ProductCode["B4119"])),
)
converse(
    "en",
    (
        "maximum vibration of the separator on 18 March",
        number(statistic("sep_vibration", "2026-03-18", "2026-03-19", "max"), "mm/s"),
    ),
    ("same thing for 23 March?", number(statistic("sep_vibration", "2026-03-23", "2026-03-24", "max"), "mm/s")),
    ("and its average that day", number(statistic("sep_vibration", "2026-03-23", "2026-03-24"), "mm/s")),
)
bl = downtime[(downtime.asset_id == "bottle_filler")]
f13 = bl[bl.StartTime.dt.strftime("%m-%d") == "03-13"]
converse(
    "en",
    ("how many times did the bottle filler stop on Friday 13 March?", number(len(f13), "1")),
    ("total minutes?", number(f13.Minutes.sum() * 60, "s")),
    ("what code was the longest one?", identifier(f13.loc[f13.Minutes.idxmax(), "Code"], reason_names["51"])),
)
converse(
    "en",
    ("Average steam flow on 17 March?", number(statistic("boiler_steam_flow", "2026-03-17", "2026-03-18"), "kg/h")),
    ("What about the day before?", number(statistic("boiler_steam_flow", "2026-03-16", "2026-03-17"), "kg/h")),
    ("and gas on that day?", number(statistic("boiler_gas_flow", "2026-03-16", "2026-03-17"), "m3/h")),
    ("Now electricity for the boiler house.", ABSTAINED),
)
converse(
    "zh",
    ("3月18日1号发酵罐温度最高是多少?", number(statistic("ferm1_temp", "2026-03-18", "2026-03-19", "max"), "Cel")),
    ("那2号呢?", number(statistic("ferm2_temp", "2026-03-18", "2026-03-19", "max"), "Cel")),
    ("3号罐的最低值呢?", number(statistic("ferm3_temp", "2026-03-18", "2026-03-19", "min"), "Cel")),
)
nk = inspections[(inspections.Verdict == "NOK")]
mar = nk[nk.SampledAt >= "2026-03-16"]
converse(
    "zh",
    ("3月16日以来质检不合格(NOK)的有几条?", number(len(mar), "1")),
    ("其中封口完整性(seal integrity)的占几条?", number((mar.Characteristic == "seal integrity").sum(), "1")),
    ("剩下的那条是哪个批次?", identifier(mar[mar.Characteristic != "seal integrity"].BatchNo.iloc[0])),
)
converse(
    "zh",
    ("昨天冰水回水温度平均多少?", number(statistic("ice_water_return", "2026-03-25", "2026-03-26"), "Cel")),
    ("最大值出现在几点?", moment(plant("ice_water_return", "2026-03-25", "2026-03-26").idxmax())),
    ("供水温度那天平均多少?", number(statistic("ice_water_supply", "2026-03-25", "2026-03-26"), "Cel")),
)


def write():
    suite.write_halves(suite.half(42))

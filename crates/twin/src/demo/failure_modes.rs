//! Failure modes of each kind of machine in the plant, named in the manner of ISO 14224
//! (mode, mechanism, cause, detection), in our own words.

/// Code, asset kind, failure mode, mechanism, cause, detected by, symptom, action.
pub const FAILURE_MODES: &[[&str; 8]] = &[
    ["PMP-VIB", "centrifugal pump", "Vibration", "Rolling bearing fatigue and wear", "Misalignment, lack of or wrong grease, age", "vibration", "RMS velocity grows over weeks, bearing temperature follows", "Measure spectrum, plan a bearing change before 7.1 mm/s, align the coupling"],
    ["PMP-OHE", "centrifugal pump", "Overheating", "Bearing lubrication failure", "Overgreasing or hardened grease", "bearing temperature", "Bearing temperature more than 25 K above its usual value at the same speed", "Check grease, reduce load, change over to the standby pump"],
    ["PMP-PLU", "centrifugal pump", "Plugged suction strainer", "Clogging by leaves, scale and biofilm", "Dirty basin, overdue cleaning", "differential pressure", "Strainer differential pressure rises at the same flow, suction pressure falls", "Change over to the standby pump and clean the basket"],
    ["PMP-LOO", "centrifugal pump", "Low output", "Wear of impeller and wear rings", "Abrasive particles, age", "speed", "Higher speed and power for the same flow and pressure", "Check clearance of the wear rings, renew them when efficiency is down by 5 %"],
    ["PMP-CAV", "centrifugal pump", "Cavitation", "Vapour bubbles collapse at the impeller inlet", "Suction pressure too low for the flow, blocked strainer, basin level low", "suction pressure", "Crackling noise, unsteady pressure, higher vibration", "Restore suction head: level, strainer, flow"],
    ["PMP-ELP", "centrifugal pump", "External leakage", "Shaft seal worn", "Dry running, particles, age", "visual inspection", "Drops at the shaft seal", "Renew the mechanical seal"],
    ["PMP-FTS", "centrifugal pump", "Fails to start", "Electrical fault of motor or converter", "Tripped protection, control fault", "status", "Start command without running signal", "Read the converter's fault memory, check supply and insulation"],
    ["CTW-BLT", "cooling tower", "Fan belt slips", "Belt worn or loose", "Wrong tension, misaligned pulleys", "fan power", "Fan power too low for its speed command, vibration up, wide approach to the wet bulb", "Renew belts as a set, align pulleys, set tension"],
    ["CTW-VLV", "cooling tower", "Make-up valve passes", "Seat or diaphragm worn", "Particles, age", "make-up flow", "Level at the overflow, conductivity falls, make-up never ends", "Isolate, renew seat and diaphragm"],
    ["CTW-FIL", "cooling tower", "Fill scaled or blocked", "Scaling, biofilm", "Cycles of concentration too high, poor biocide programme", "basin temperature", "Approach to the wet bulb grows over months at the same load", "Clean the fill, correct water treatment"],
    ["CTW-COR", "cooling tower", "Water quality out of range", "Corrosion, scaling or growth of bacteria", "Blow-down or dosing fault", "conductivity", "Conductivity or pH out of range, high germ count", "Check blow-down valve, dosing pumps and probes; shock dose of biocide"],
    ["CTW-VIB", "cooling tower", "Fan vibration", "Imbalance or loose blades", "Deposits, erosion, loose bolts", "fan vibration", "Vibration at rotation frequency", "Clean and balance the fan, check hub bolts"],
    ["HEX-FOU", "plate heat exchanger", "Insufficient heat transfer", "Fouling by scale and biofilm", "Hard water, low velocity", "temperature", "Valve opens further for the same duty, pressure drop up, outlet temperature cannot be held", "Clean in place with citric acid, backflush, check water treatment"],
    ["HEX-ELP", "plate heat exchanger", "External leakage", "Gasket ageing", "Temperature cycles, age", "visual inspection", "Drips between plates", "Tighten to dimension, renew gaskets"],
    ["HEX-ILP", "plate heat exchanger", "Internal leakage", "Plate corrosion or crack", "Chlorides, fatigue", "conductivity", "Conductivity of the process loop changes", "Leak test, renew plates"],
    ["CMP-LCP", "screw compressor", "Unloading valve leaks", "Wear of seat and seal", "Oil carbon, age", "power", "Power unloaded far above 30 % of full load", "Renew the valve's seat and seal, check the blow-down line"],
    ["CMP-OHE", "screw compressor", "Overheating", "Oil cooler fouled, oil level low or thermostat stuck", "Cooling water too warm or too little", "discharge temperature", "Discharge temperature above 98 °C", "Check cooling water flow and temperature, oil level, thermostatic valve"],
    ["CMP-PDE", "screw compressor", "Separator blocked", "Oil separator element loaded", "Hours, wrong oil", "differential pressure", "Separator differential pressure above 70 kPa loaded", "Renew the separator element"],
    ["CMP-AIR", "screw compressor", "Inlet filter blocked", "Dust", "Overdue change, dusty room", "differential pressure", "Inlet filter differential pressure above 5 kPa, delivery falls", "Renew the element"],
    ["CMP-LOP", "screw compressor", "Low oil pressure", "Oil filter blocked or sump pressure low", "Minimum pressure valve, dirt", "oil pressure", "Oil pressure below 1.5 bar while running", "Stop, check oil level, filter and minimum pressure valve"],
    ["CMP-FTS", "screw compressor", "Fails to start", "Motor or control fault", "Overload, low temperature interlock", "status", "Pressure falls below 6.2 bar in standby", "Read the controller's message, check supply"],
    ["DRY-DEW", "refrigerant dryer", "Dew point too high", "Refrigerant low, condenser dirty or drain blocked", "Dust, leak", "dew point", "Dew point above 7 °C, water in the network", "Clean condenser, test drain, check refrigerant"],
    ["AIR-ELU", "air receiver", "External leakage of the network", "Leaking couplings, hoses and cylinders", "Wear, missing leak surveys", "flow", "Consumption at night and at weekends grows", "Leak survey with ultrasound, close, repeat every half year"],
    ["AIR-LPR", "air receiver", "Pressure too low", "Demand above capacity or compressor stopped", "Leaks, missing second compressor", "pressure", "Below 6.2 bar while the compressor loads all the time", "Shed consumers, look for leaks, start a stand-in compressor"],
    ["FIL-LCP", "filler", "Filling valve leaks", "Seal wear", "Hours, cleaning agents", "fill deviation", "Fill deviation drifts, rejects by underfill", "Renew seals of the valve"],
    ["FIL-OUT", "filler", "Fill volume out of range", "Product foams or bowl pressure varies", "Product too warm", "fill deviation", "Mean deviation above 2 mL", "Check product temperature and bowl pressure"],
    ["CAP-PLU", "capper", "Caps jam", "Deformed caps or dirty chute", "Bad caps, wear", "downtime", "Short stops with CAP-JAM", "Clear and clean the chute, check caps"],
    ["CAP-OUT", "capper", "Torque out of range", "Clutch worn", "Hours", "torque", "Closing torque outside 1.5 to 2.1 N.m", "Set or renew the clutch"],
    ["LAB-JAM", "labeller", "Label jam", "Web tension too low, glue on the peel plate", "Worn unwinder brake, dirt, bad reel", "web tension", "Stops with LAB-JAM many times a shift, web tension restless", "Renew brake pad, set web tension to 18 N, clean peel plate"],
    ["LAB-POS", "labeller", "Label position wrong", "Sensor dirty or drum vacuum low", "Dirt", "rejects", "Labeller rejects rise", "Clean sensor, check vacuum"],
    ["PAC-JAM", "case packer", "Carton jam", "Cartons warped or suction cups worn", "Humidity, wear", "downtime", "Stops with PAC-JAM", "Check cartons, renew suction cups"],
    ["PAC-HTF", "case packer", "Glue heating fails", "Heating hose or cartridge broken", "Cable fatigue", "glue temperature", "Glue below 150 °C", "Renew heating hose or cartridge"],
    ["LIN-SPO", "packaging line", "Spurious stop", "Guard switch out of adjustment", "Vibration", "state", "Stops with LIN-GUARD without anybody at the guard", "Adjust and test the switch"],
    ["INS-DRF", "temperature transmitter", "Drift", "Resistance of sensor or lead changes", "Moisture, age", "heat balance", "Hot and cold side of an exchanger no longer give the same heat", "Calibrate, exchange the sensor"],
    ["INS-STK", "level transmitter", "Stuck signal", "Impulse line blocked", "Sludge, frost", "signal noise", "Exactly the same value for hours", "Flush the impulse line, check zero"],
    ["MTR-ERR", "power meter", "Wrong reading", "Transformer connection wrong or open", "Work on the panel", "energy balance", "Feeders and main meter do not add up", "Check current transformers and wiring"],
    ["HDR-ELP", "header", "External leakage", "Corrosion or flange gasket", "Age", "flow", "Flow grows at the same pressure and valve positions", "Find and mend the leak"],
    ["WST-DRF", "weather station", "Humidity sensor drifts", "Dirt on the polymer", "Age", "relative humidity", "Never reaches 100 % in fog", "Clean or exchange the sensor"],
];

#[cfg(test)]
mod tests {
    use super::super::assets::ASSETS;
    use super::*;

    #[test]
    fn every_kind_of_machine_has_failure_modes() {
        for asset in ASSETS.iter().filter(|asset| !matches!(asset.kind, "site" | "area")) {
            assert!(FAILURE_MODES.iter().any(|mode| mode[1] == asset.kind), "{}", asset.kind);
        }
        for (index, mode) in FAILURE_MODES.iter().enumerate() {
            assert!(FAILURE_MODES[..index].iter().all(|other| other[0] != mode[0]), "{}", mode[0]);
        }
    }
}

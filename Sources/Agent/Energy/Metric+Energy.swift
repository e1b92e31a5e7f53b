internal import NodeModel

extension Metric {
  static let nodePower = Metric(
    "nodeprobe_node_power_watts", "What the node draws, by the best source that there is")
  static let nodePowerInfo = Metric(
    "nodeprobe_node_power_info",
    "Where the node's power comes from: tier A wall to E default, quality, source, method")
  static let powerLadder = Metric(
    "nodeprobe_power_ladder_info",
    "Every way to know the node's power, and why it is or is not the one in use")
  static let energyDivision = Metric(
    "nodeprobe_energy_division_info",
    "By what processors' energy above idle is divided among jobs, and why not by what is better")
  static let energyClockLead = Metric(
    "nodeprobe_energy_clock_lead_seconds",
    "How far the time of the energy book is ahead of the clock; above 0 after that was set back")
  static let calibrated = Metric(
    "nodeprobe_calibration_timestamp_seconds",
    "Unix time at which the model of this node's power was fitted")
  static let nodeEnergy = Metric(
    "nodeprobe_node_energy_joules_total",
    "Energy of the node; each tier counts only while it was the source, so the sum is the node")
  static let nodeEnergyBound = Metric(
    "nodeprobe_node_energy_bound_joules_total",
    "The least and the most that the node's energy may have been in truth; no most where a part has no meter"
  )
  static let componentPower = Metric(
    "nodeprobe_power_watts", "Power of a component; components add up to the node")
  static let componentEnergy = Metric(
    "nodeprobe_energy_joules_total", "Energy of a component; components add up to the node")
  static let componentIdle = Metric(
    "nodeprobe_idle_power_watts", "What a component draws without activity, learnt on this node")
  static let bucketEnergy = Metric(
    "nodeprobe_bucket_energy_joules_total",
    "Energy that no job caused; residual_under is what was handed out beyond the measured total")
  static let jobsEnergy = Metric(
    "nodeprobe_jobs_energy_joules_total",
    "Energy of all jobs ever; with all buckets, less residual_under, it is the node's")
  static let sourceFailures = Metric(
    "nodeprobe_source_failures_total", "Reads of a meter that failed")
  static let sourceRefusals = Metric(
    "nodeprobe_source_refused_total", "Numbers of a meter that were not believed")
  static let sourceLosses = Metric(
    "nodeprobe_source_losses_total", "How often the energy of a meter could not be known")
  static let sourcesLeftOut = Metric(
    "nodeprobe_sources_left_out", "Meters that are neither booked nor shown, for there are too many"
  )

  static let jobEnergy = Metric(
    "nodeprobe_job_energy_joules_total", "Energy of a job with its share of what flows when idle")
  static let jobDynamicEnergy = Metric(
    "nodeprobe_job_dynamic_energy_joules_total",
    "The part of a job's energy that follows from its activity")
  static let jobBound = Metric(
    "nodeprobe_job_energy_bound_joules",
    "Energy of a job at the bounds of its meters or estimates; neither the division among jobs nor parts without a meter are in them"
  )
  static let jobPower = Metric(
    "nodeprobe_job_power_watts", "Power of a job, over the same time as the node's")
  static let jobStart = Metric(
    "nodeprobe_job_start_timestamp_seconds", "Unix time at which a job was first seen")
  static let jobEnd = Metric(
    "nodeprobe_job_end_timestamp_seconds", "Unix time at which a job ended")
  static let jobInfo = Metric(
    "nodeprobe_job_info",
    "A job, by all that is known of it; tier is the worst that any of its energy has")
  static let jobProcessorTime = Metric(
    "nodeprobe_job_cpu_seconds_total", "CPU time of a job since it was found")
  static let jobMemory = Metric(
    "nodeprobe_job_memory_bytes", "Memory that is charged to a job")
  static let jobRead = Metric(
    "nodeprobe_job_read_bytes_total", "Bytes that a job read from disks since it was found")
  static let jobWritten = Metric(
    "nodeprobe_job_written_bytes_total", "Bytes that a job wrote to disks since it was found")

  static let teamEnergy = Metric(
    "nodeprobe_team_energy_joules_total",
    "Energy of all jobs of a team and project, once their tags are known, those that ended included"
  )

  static let teamBudget = Metric(
    "nodeprobe_team_budget_joules",
    "Energy that a team may use in a calendar month, on all nodes together, as configured")

  static let nodeCarbon = Metric(
    "nodeprobe_node_carbon_grams_total",
    "CO2e of the node's energy with the site's PUE, by the grid's average")
  static let bucketCarbon = Metric(
    "nodeprobe_bucket_carbon_grams_total",
    "CO2e of energy that no job caused, with the site's PUE, by the grid's average")
  static let nodeMarketCarbon = Metric(
    "nodeprobe_node_market_carbon_grams_total",
    "CO2e of the node's energy with the site's PUE, by contracts")
  static let bucketMarketCarbon = Metric(
    "nodeprobe_bucket_market_carbon_grams_total",
    "CO2e of energy that no job caused, with the site's PUE, by contracts")
  static let bucketEmbodied = Metric(
    "nodeprobe_bucket_embodied_carbon_grams_total",
    "The part of the CO2e of the node's making that no job had reserved")
  static let nodeEmbodied = Metric(
    "nodeprobe_node_embodied_carbon_grams_total", "The node's share of the CO2e of its making")
  static let nodeCost = Metric(
    "nodeprobe_node_cost_total", "What the node's energy and its cores cost, in the currency")
  static let bucketCost = Metric(
    "nodeprobe_bucket_cost_total", "What no job pays for, in the currency")
  static let jobCarbon = Metric(
    "nodeprobe_job_carbon_grams_total",
    "CO2e of a job's energy with the site's PUE, by the grid's average")
  static let jobMarketCarbon = Metric(
    "nodeprobe_job_market_carbon_grams_total",
    "CO2e of a job's energy with the site's PUE, by contracts")
  static let jobEmbodied = Metric(
    "nodeprobe_job_embodied_carbon_grams_total",
    "A job's share of the CO2e of the node's making, by what it reserved")
  static let jobCost = Metric(
    "nodeprobe_job_cost_total", "What a job's energy and reserved cores cost, in the currency")
  static let reserved = Metric(
    "nodeprobe_reserved_ratio",
    "What jobs have reserved of the node over what there is; above 1 they share it in proportion")
  static let effectiveness = Metric(
    "nodeprobe_pue_ratio", "Energy of the site over energy of its IT equipment")
  static let effectivenessInfo = Metric(
    "nodeprobe_pue_info", "Where the PUE comes from: configured, measured or from a table")
  static let intensity = Metric(
    "nodeprobe_carbon_intensity_grams_per_kwh", "CO2e of a kilowatt hour of the grid")
  static let intensityInfo = Metric(
    "nodeprobe_carbon_intensity_info", "Where the intensity comes from, and what it is")
  static let marketIntensity = Metric(
    "nodeprobe_market_intensity_grams_per_kwh",
    "CO2e of a kilowatt hour by contracts; the grid's where none are stated")
  static let marketIntensityInfo = Metric(
    "nodeprobe_market_intensity_info",
    "Where the intensity by contracts comes from, and whether any are stated")
}

import Exporters
import FleetKit
import NodeModel

extension CheckOutcome {
  /// Writes `nodeprobe.check/1` (docs/schema/check.json); `Baseline(reading:)` reads its groups back.
  ///
  /// `frozen` writes its own groups as the measure of later periods.
  func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("schema", Self.schema)
      json.member("verdict", verdict.word)
      json.member("nodes", count: nodes)
      json.member("expected_nodes", count: expected?.count)
      json.member("absent_nodes", count: expected?.absent.count)
      json.member("unexpected_nodes", count: expected?.unexpected)
      json.member("unmatched_targets", count: expected?.unmatched.count)
      json.member("results", count: results)
      json.member("tests", count: levelTests.count)
      json.member("threshold", levelTests.threshold)
      json.member("tail_tests", count: tailTests.count)
      json.member("tail_threshold", tailTests.threshold)
      json.member("idle_tests", count: idleTests.count)
      json.member("idle_threshold", idleTests.threshold)
      json.key("findings")
      json.array { json in
        for finding in findings { finding.write(into: &json) }
      }
      json.key("remembered")
      json.array { json in
        for one in remembered { one.write(into: &json) }
      }
      json.key("groups")
      json.array { json in
        for (place, group) in groups.enumerated() {
          group.write(place < leastLosses.count ? leastLosses[place] : nil, into: &json)
        }
      }
      if reference != groups {
        json.key("baseline")
        json.array { json in
          for group in reference { group.write(nil, into: &json) }
        }
      }
      if let referenceEnd { json.member("baseline_end", second: referenceEnd) }
      if let unmatched {
        json.key("unmatched")
        json.object { json in
          json.member("groups", count: unmatched.count)
          json.member("of", count: unmatched.all)
          json.key("models")
          json.array { json in
            for model in unmatched.models { json.string(model) }
          }
          json.member("text", unmatched.words)
        }
      }
      json.key("multimodal")
      json.array { json in
        for one in jumping {
          json.object { json in
            json.member("model", one.model)
            one.benchmark.write(into: &json)
            json.member("count", count: one.count)
            json.member("nodes", count: one.nodes)
          }
        }
      }
      json.key("unjudged")
      json.array { json in
        for one in unjudged {
          json.object { json in
            json.member("model", one.model)
            one.benchmark.write(into: &json)
            json.member("count", count: one.count)
            json.member("least_loss", one.leastLoss)
          }
        }
      }
    }
  }
}

extension CheckOutcome.Verdict {
  fileprivate var word: String {
    switch self {
    case .sound: "sound"
    case .findings: "findings"
    case .notJudged: "not_judged"
    }
  }
}

extension BenchmarkName {
  fileprivate func write(into json: inout JSONWriter) {
    json.member("suite", suite)
    json.member("case", name)
    json.member("parameters", parameters)
    json.member("unit", unit)
  }
}

extension PeerGroup {
  /// With what it could show, where nodes were compared in it.
  fileprivate func write(_ leastLosses: CheckOutcome.LeastLosses?, into json: inout JSONWriter) {
    json.object { json in
      json.member("model", model)
      json.key("settings")
      json.object { json in
        for setting in settings {
          json.key(text: setting.key)
          json.string(setting.value)
        }
      }
      json.member("widened", flag: isWidened)
      benchmark.write(into: &json)
      json.member("count", count: count)
      json.key("level")
      level.write(count: nil, leastLosses?.level, into: &json)
      if let tail {
        json.key("tail")
        tail.write(count: tailCount, leastLosses?.tail, into: &json)
      }
    }
  }
}

extension GoodSideFit {
  fileprivate func write(count: Int?, _ leastLoss: Double?, into json: inout JSONWriter) {
    json.object { json in
      if let count { json.member("count", count: count) }
      json.member("location", location)
      json.member("spread", spread)
      json.member("floor", floor)
      json.member("least_loss", leastLoss)
    }
  }
}

extension FleetFinding {
  fileprivate func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("severity", severity.rawValue)
      json.member("kind", kind)
      json.member("node", place.node?.description)
      json.member("target", place.target)
      json.member("hostname", place.hostname)
      json.member("site", place.site)
      json.member("rack", place.rack)
      json.member("subject", subject)
      json.member("text", text)
      if let measure {
        json.key("measure")
        measure.write(into: &json)
      }
      json.key("evidence")
      json.array { json in
        for line in evidence { json.string(line) }
      }
      json.member("confidence", confidence.rawValue)
      if let firstSeen { json.member("first_seen", time: firstSeen) }
      if let lastSeen { json.member("last_seen", time: lastSeen) }
      if let runs {
        runs.write(into: &json)
      }
      json.member("action", action)
      if let cost {
        json.key("cost")
        json.object { json in
          json.member("node_hours", cost.nodeHours)
          json.member("kilowatt_hours", cost.kilowattHours)
          json.member("carbon_grams", cost.grams)
        }
      }
    }
  }
}

extension RunHistory {
  fileprivate func write(into json: inout JSONWriter) {
    json.key("runs")
    json.object { json in
      json.member("seen", count: seen)
      json.member("of", count: of)
      json.key("recent")
      json.array { json in
        for isFound in recent { json.bool(isFound) }
      }
      json.member("defect", flag: isDefect)
      json.member("last", time: last)
    }
  }
}

extension RememberedFinding {
  fileprivate func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("node", node)
      json.member("kind", kind)
      json.member("subject", suite)
      if let firstSeen { json.member("first_seen", time: firstSeen) }
      if let lastSeen { json.member("last_seen", time: lastSeen) }
      runs.write(into: &json)
    }
  }
}

extension FleetFinding.Measure {
  fileprivate func write(into json: inout JSONWriter) {
    json.object { json in
      benchmark.write(into: &json)
      json.member("tail", flag: isTail)
      json.member("value", value)
      json.member("expected", expected)
      json.member("loss_ratio", loss)
      json.member("deviations", deviations)
      json.member("probability", probability)
      json.member("count", count: count)
      json.member("group", group)
      json.member("widened", flag: isWidened)
    }
  }
}

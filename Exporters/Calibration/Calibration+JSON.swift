public import NodeModel

extension Calibration {
  /// Writes `nodeprobe.calibration/1`; `Calibration(reading:)` reads it back as an equal one, its time to
  /// the millisecond.
  public func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("schema", Self.schema)
      json.member("made", time: made)
      json.key("machine")
      machine.write(into: &json)
      json.member("scope", scope.rawValue)
      json.member("meter", meter)
      json.key("coefficients")
      json.object { json in
        json.member("constant_watts", coefficients.constant)
        json.member("shared_watts", coefficients.shared)
        json.member("busy_watts", coefficients.busy)
        json.member("scaled_watts", coefficients.scaled)
      }
      json.member("reference_hertz", count: referenceHertz)
      json.key("bounds")
      bounds.write(into: &json)
      if let meterBounds {
        json.key("meter_bounds")
        meterBounds.write(into: &json)
      }
      json.key("steps")
      json.array { json in
        for step in steps {
          json.object { json in
            json.member("utilization", step.utilization)
            json.member("hertz", count: step.hertz)
            json.member("watts", step.watts)
            json.member("samples", count: step.samples)
            json.member("load", step.load)
          }
        }
      }
    }
  }
}

extension EnergyBounds {
  fileprivate func write(into json: inout JSONWriter) {
    json.object { json in
      json.member("below_ratio", Double(below) / 1e6)
      json.member("above_ratio", Double(above) / 1e6)
    }
  }
}

extension MachineIdentity {
  fileprivate func write(into json: inout JSONWriter) {
    json.object { json in
      json.key("cpu")
      json.object { json in
        json.member("vendor", cpu.vendor)
        json.member("family", count: cpu.family)
        json.member("model", count: cpu.model)
        json.member("stepping", count: cpu.stepping)
        json.member("implementer", count: cpu.implementer)
        json.member("part", count: cpu.part)
        json.member("name", cpu.name)
      }
      json.member("threads", count: threads)
      json.member("packages", count: packages)
      json.member("board", board)
      json.member("firmware", firmware)
      json.member("virtual", flag: isVirtual)
    }
  }
}

public import NodeModel

extension BenchResult {
  /// Writes one element of `results`.
  public func write(into json: inout JSONWriter) {
    json.object { json in
      subject.write(into: &json)
      if let ended { json.member("ended", time: ended) }
      json.member("best", best)
      json.member("median", median)
      json.member("mad", mad)
      json.member("low", interval.low)
      json.member("high", interval.high)
      json.key("prediction")
      json.object { json in
        json.member("low", prediction.low)
        json.member("high", prediction.high)
      }
      writeModes(into: &json)
      json.member("transfer_seconds", transferSeconds)
      json.member("peak_share", peakShare)
      json.key("samples")
      json.array { json in
        for sample in samples { json.real(sample) }
      }
      json.key("blocks")
      json.array { json in
        for block in blocks { json.signed(Int64(block)) }
      }
      json.member("dropped", count: dropped)
      json.member("verified", flag: isVerified)
      writeDisturbances(into: &json)
      json.member("energy_joules", energy?.joules)
      json.member("watts", energy?.watts)
      json.member("work_per_joule", energy?.workPerJoule)
      json.member("energy_quality", energy?.quality)
      json.member("clock_hertz", clockHertz)
      writeDistribution(into: &json)
      if let checksum {
        let digits = String(checksum, radix: 16)
        json.member("checksum", String(repeating: "0", count: 16 - digits.count) + digits)
      }
    }
  }

  private func writeModes(into json: inout JSONWriter) {
    guard !modes.isEmpty else { return }
    json.key("modes")
    json.array { json in
      for mode in modes {
        json.object { json in
          json.member("median", mode.median)
          json.member("share", mode.share)
          json.member("transfer_seconds", mode.transferSeconds)
          json.member("peak_share", mode.peakShare)
        }
      }
    }
  }

  private func writeDistribution(into json: inout JSONWriter) {
    guard let distribution else { return }
    json.key("distribution")
    json.object { json in
      json.member("count", count: distribution.count)
      json.member("p50", distribution.p50)
      json.member("p99", distribution.p99)
      json.member("p99_9", distribution.p999)
      json.member("max", distribution.max)
    }
  }

  private func writeDisturbances(into json: inout JSONWriter) {
    json.key("disturbances")
    json.array { json in
      for disturbance in disturbances {
        json.object { json in
          json.member("kind", disturbance.kind.rawValue)
          json.member("amount", disturbance.amount)
          if disturbance.isLeftOut { json.member("left_out", flag: true) }
          json.member("detail", disturbance.detail)
        }
      }
    }
  }
}

extension BenchSubject {
  /// Writes the members that say what a result is about.
  public func write(into json: inout JSONWriter) {
    json.member("suite", suite)
    json.member("case", name)
    json.key("parameters")
    json.object { json in
      for parameter in parameters {
        json.key(text: parameter.name)
        switch parameter.value {
        case .count(let count): json.signed(Int64(count))
        case .text(let text): json.string(text)
        }
      }
    }
    json.member("unit", unit.rawValue)
  }
}

extension BenchResult {
  /// Reads one element of `results`.
  init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader.start()
    var subject = SubjectMembers()
    var members = ResultMembers()
    try reader.object { reader, name throws(JSONError) in
      if try subject.read(name, &reader) { return }
      try members.read(name, &reader)
    }
    self = try members.result(of: subject.subject(in: start), in: start)
  }
}

/// The members of a result that say what was found out, while they are read.
private struct ResultMembers {
  var ended: UInt64?
  var best: Double?
  var median: Double?
  var mad: Double?
  var low: Double?
  var high: Double?
  var prediction: BenchInterval?
  var samples: [Double]?
  var isVerified: Bool?
  var disturbances: [BenchDisturbance]?
  var modes: [BenchMode] = []
  var transferSeconds: Double?
  var peakShare: Double?
  var blocks: [Int]?
  var dropped = 0
  var joules: Double?
  var watts: Double?
  var workPerJoule: Double?
  var quality: String?
  var clockHertz: Double?
  var distribution: BenchDistribution?
  var checksum: UInt64?

  mutating func read(_ name: String, _ reader: inout JSONReader) throws(JSONError) {
    switch name {
    case "ended": ended = try reader.time()
    case "best": best = try reader.number()
    case "median": median = try reader.number()
    case "mad": mad = try reader.number()
    case "low": low = try reader.number()
    case "high": high = try reader.number()
    case "prediction": prediction = try BenchInterval(from: &reader)
    case "modes":
      modes = try reader.list { reader throws(JSONError) in try BenchMode(from: &reader) }
    case "transfer_seconds": transferSeconds = try reader.number()
    case "peak_share": peakShare = try reader.number()
    case "samples":
      samples = try reader.list { reader throws(JSONError) in try reader.number() }
    case "blocks": blocks = try reader.list { reader throws(JSONError) in try reader.count() }
    case "dropped": dropped = try reader.count()
    case "verified": isVerified = try reader.bool()
    case "disturbances":
      disturbances = try reader.list { reader throws(JSONError) in
        try BenchDisturbance(from: &reader)
      }
    case "energy_joules": joules = try reader.number()
    case "watts": watts = try reader.number()
    case "work_per_joule": workPerJoule = try reader.number()
    case "energy_quality": quality = try reader.string()
    case "clock_hertz": clockHertz = try reader.number()
    case "distribution": distribution = try BenchDistribution(from: &reader)
    case "checksum": checksum = try reader.digest()
    default: try reader.skipValue()
    }
  }

  func result(of subject: BenchSubject, in start: Int) throws(JSONError) -> BenchResult {
    let samples = try samples.required("samples", in: start)
    let blocks = blocks ?? [samples.count]
    var counted = 0
    for block in blocks where counted <= samples.count {
      counted = block > samples.count ? Int.max : counted + block
    }
    guard counted == samples.count else {
      throw JSONError(at: start, "the blocks are not the samples")
    }
    var result = BenchResult(
      subject: subject, best: try best.required("best", in: start),
      median: try median.required("median", in: start), mad: try mad.required("mad", in: start),
      interval: try BenchInterval(
        low.required("low", in: start), high.required("high", in: start), in: start),
      prediction: try prediction.required("prediction", in: start), samples: samples,
      blocks: blocks, isVerified: try isVerified.required("verified", in: start))
    result.ended = ended
    result.modes = modes
    result.transferSeconds = transferSeconds
    result.peakShare = peakShare
    result.dropped = dropped
    result.clockHertz = clockHertz
    result.distribution = distribution
    result.checksum = checksum
    result.disturbances = try disturbances.required("disturbances", in: start)
    if let joules {
      result.energy = BenchEnergy(
        joules: joules, watts: try watts.required("watts", in: start),
        workPerJoule: workPerJoule, quality: try quality.required("energy_quality", in: start))
    }
    return result
  }
}

extension JSONReader {
  /// Reads 64 bits as sixteen hexadecimal digits.
  fileprivate mutating func digest() throws(JSONError) -> UInt64 {
    let start = start()
    let text = try string()
    guard text.utf8.count == 16, text.utf8.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
      let digest = UInt64(text, radix: 16)
    else { throw JSONError(at: start, "not sixteen hexadecimal digits") }
    return digest
  }
}

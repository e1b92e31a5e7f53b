internal import Footprint
internal import NodeModel

extension FleetStatistics {
  /// Counts a node. Nodes come in the order of their ids, each once.
  public mutating func count(_ node: MergedNode) {
    let (factors, areNew) = factorTable.factors(node.factors)
    let reading = NodeReading(node, number: nodes, factors, &hours)
    nodes += 1
    coveredSlots += reading.coveredSlots
    for place in 0..<6 { components[place] += reading.components[place] }
    var balance = Balance()
    let jobs = JobsByID(node.jobs)
    var isTimeTold = true
    var held = Held(NodeReservations(node, covered: reading.covered, factors), node, factors)
    for owner in node.owners.indices {
      switch node.owners[owner] {
      case .bucket(let bucket):
        buckets[Int(bucket.rawValue)] += reading.owners[owner]
        if bucket == .residualUnder {
          balance.withdrawn += reading.owners[owner]
        } else {
          balance.added += reading.owners[owner]
        }
      case .job(let id):
        var tally = reading.owners[owner]
        if let reserved = held.jobs.removeValue(forKey: ExactName(id)) {
          tally.reservations = reserved
        }
        if !count(job: id, jobs[id], tally, node, reading) { isTimeTold = false }
        balance.added += tally
      }
    }
    balance.added += count(held, jobs, node, reading)
    self.balance += balance
    count(site: node, balance, reading, factors, isTimeTold: isTimeTold)
    count(model: node, balance, reading)
    if areNew { state(factors) }
    note(node, reading)
    heat.count(node.heat, of: places.places.count)
    places.add(node, reading, NodeRates(balance, reading))
  }

  /// Counts what jobs had reserved that used nothing, and what nobody had; all of that together.
  private mutating func count(
    _ held: Held, _ jobs: JobsByID, _ node: MergedNode, _ reading: NodeReading
  ) -> Tally {
    var sum = Tally()
    sum.reservations = held.idle
    buckets[Int(Bucket.unallocated.rawValue)].reservations += held.idle
    guard !held.jobs.isEmpty else { return sum }
    for id in held.jobs.keys.sorted() {
      var tally = Tally()
      tally.reservations = held.jobs[id] ?? ReservationTally()
      count(job: id.text, jobs[id.text], tally, node, reading)
      sum += tally
    }
    return sum
  }

  /// Counts a job's part on a node; whether that says its CPU time.
  @discardableResult
  private mutating func count(
    job id: String, _ facts: [FleetJob], _ tally: Tally, _ node: MergedNode,
    _ reading: NodeReading
  ) -> Bool {
    let covered = reading.coveredTime
    var processorSeconds: Double? = facts.isEmpty ? nil : 0
    for place in facts.indices {
      processorSeconds = processorSeconds.adding(
        Utilization.busySeconds(of: facts[place], in: node, covered))
    }
    jobParts += 1
    if facts.contains(where: \.saysReservation) { reservingJobParts += 1 }
    jobs.count(id, tally, facts, processorSeconds)
    return processorSeconds != nil
  }

  private mutating func count(
    site node: MergedNode, _ balance: Balance, _ reading: NodeReading, _ factors: NodeFactors,
    isTimeTold: Bool
  ) {
    let name = node.facts.site?.isEmpty == true ? nil : node.facts.site
    sites[name, default: SiteStatistics(name: name)].count(
      node, balance, reading, factors, isTimeTold: isTimeTold)
  }

  private mutating func count(model node: MergedNode, _ balance: Balance, _ reading: NodeReading) {
    let name = node.facts.model
    models[name, default: ModelStatistics(name: name)].count(node, balance, reading)
  }

  /// Keeps what makes figures of carbon repeatable; at most a hundred sources, which is more than anybody reads.
  private mutating func state(_ factors: NodeFactors) {
    for entry in factors.entries {
      versions.insert(entry.version)
      if let source = entry.intensitySource, intensitySources.count < 100 {
        intensitySources.insert(source)
      }
    }
  }

  private mutating func note(_ node: MergedNode, _ reading: NodeReading) {
    conflicts += node.conflicts.count
    if !node.lacks.isEmpty { openNodes += 1 }
    missingRows &+= node.missingRows
    if reading.contradiction != nil { contradictions += 1 }
  }
}

extension MergedNode {
  /// How many of its rows no report carried.
  fileprivate var missingRows: UInt64 {
    holes.reduce(0) { $0 &+ ($1.sequences.upperBound &- $1.sequences.lowerBound) &+ 1 }
  }
}

/// What a node says of each job, all epochs.
private struct JobsByID {
  private let jobs: [FleetJob]
  /// The place of the first of each id.
  private var first: [ExactName: Int] = [:]
  /// Behind each job the place of the next one of its id; −1 behind the last.
  private var next: [Int]

  init(_ jobs: [FleetJob]) {
    self.jobs = jobs
    next = Array(repeating: -1, count: jobs.count)
    first.reserveCapacity(jobs.count)
    for place in jobs.indices.reversed() {
      next[place] = first.updateValue(place, forKey: ExactName(jobs[place].id)) ?? -1
    }
  }

  subscript(id: String) -> [FleetJob] {
    var same: [FleetJob] = []
    var place = first[ExactName(id)] ?? -1
    while place >= 0 {
      same.append(jobs[place])
      place = next[place]
    }
    return same
  }
}

/// What the jobs of a node had reserved, and what nobody had.
private struct Held {
  var jobs: [ExactName: ReservationTally] = [:]
  var idle = ReservationTally()

  init(
    _ reservations: borrowing NodeReservations, _ node: borrowing MergedNode,
    _ factors: borrowing NodeFactors
  ) {
    var (jobs, idle) = (jobs, idle)
    let all = node.jobs
    reservations.forEach { share in
      if let job = share.job {
        share.add(
          to: &jobs[ExactName(all[job].id), default: ReservationTally()], by: factors, isTold: true)
      } else {
        share.add(to: &idle, by: factors, isTold: reservations.isTold)
      }
    }
    (self.jobs, self.idle) = (jobs, idle)
  }
}

internal import NodeModel

/// Two lives of a node's counters that counted the same time.
struct OverlappingEpochs: Equatable {
  let epoch: Epoch
  let other: Epoch
  /// How many slots of five minutes both counted.
  let slots: Int
}

/// Numbers of an epoch that several of its closed rows have.
struct SharedSequences: Equatable {
  let epoch: Epoch
  /// The least of them.
  let first: UInt64
  /// How many.
  let count: Int
}

extension MergedNode {
  /// Epochs in which several closed rows have the same sequence numbers, two of these or more, those with most of them
  /// first.
  ///
  /// An agent gives each number once. Machines of an image that was taken after a clean stop go on with its epoch, and
  /// from their first jobs on they give the same numbers to rows of other owners. One machine that goes on from a state
  /// of before, which was restored, does so as well, but all of its later hours lie behind the earlier ones.
  var sharedSequences: [SharedSequences] {
    var numbers: [Epoch: [UInt64: ClosedRange<Int64>]] = [:]
    var shared: [Epoch: [UInt64: ClosedRange<Int64>]] = [:]
    for row in rows where row.isFinal {
      let hour = row.hour...row.hour
      guard let known = numbers[row.epoch, default: [:]].updateValue(hour, forKey: row.sequence)
      else { continue }
      let all = min(known.lowerBound, row.hour)...max(known.upperBound, row.hour)
      numbers[row.epoch]?[row.sequence] = all
      shared[row.epoch, default: [:]][row.sequence] = all
    }
    return shared.compactMap { epoch, shared in
      guard shared.count > 1, let first = shared.keys.min(),
        let lastBefore = shared.values.map(\.lowerBound).max(),
        let firstBehind = shared.values.map(\.upperBound).min(), lastBefore >= firstBehind
      else { return nil }
      return SharedSequences(epoch: epoch, first: first, count: shared.count)
    }
    .sorted {
      ($1.count, $0.epoch.high, $0.epoch.low) < ($0.count, $1.epoch.high, $1.epoch.low)
    }
  }

  /// Pairs of epochs that share two slots or more, those with most of them first: two machines count under one name.
  ///
  /// A power loss ends an epoch and begins another one in the same slot, so that each pair of neighbours may share one,
  /// however often that happens. What a command counted without an agent is an epoch of its own, with rows of that job
  /// alone: commands run beside each other.
  var overlappingEpochs: [OverlappingEpochs] {
    // Mostly there is one.
    guard let only = rows.first?.epoch, rows.contains(where: { $0.epoch != only }) else {
      return []
    }
    let commands = commandEpochs
    var shared: [Pair: Int] = [:]
    var hour: Int64?
    var masks: [(epoch: Epoch, known: UInt16)] = []
    func close() {
      for second in masks.indices.dropFirst() {
        for first in 0..<second {
          let both = masks[first].known & masks[second].known
          guard both != 0 else { continue }
          let pair = Pair(first: masks[first].epoch, second: masks[second].epoch)
          shared[pair, default: 0] += both.nonzeroBitCount
        }
      }
      masks.removeAll(keepingCapacity: true)
    }
    for row in rows where !commands.contains(row.epoch) {
      if row.hour != hour {
        close()
        hour = row.hour
      }
      if let place = masks.firstIndex(where: { $0.epoch == row.epoch }) {
        masks[place].known |= row.known
      } else if masks.count < Self.mostEpochs {
        masks.append((row.epoch, row.known))
      }
    }
    close()
    return shared.filter { $0.value > 1 }
      .map { OverlappingEpochs(epoch: $0.key.first, other: $0.key.second, slots: $0.value) }
      .sorted {
        $0.slots == $1.slots ? Self.words($0) < Self.words($1) : $0.slots > $1.slots
      }
  }

  /// So many epochs of an hour are compared, so that nobody's report makes pairs without end.
  private static var mostEpochs: Int { 24 }

  /// In the order of rows.
  private struct Pair: Hashable {
    let first: Epoch
    let second: Epoch
  }

  /// Epochs of commands that no agent counted: those have no buckets, and rows of one `run:` job.
  private var commandEpochs: Set<Epoch> {
    var epochs: Set<Epoch> = []
    var others: Set<Epoch> = []
    for row in rows where owners.indices.contains(row.owner) {
      if case .job(let id) = owners[row.owner], id.hasPrefix("run:") {
        epochs.insert(row.epoch)
      } else {
        others.insert(row.epoch)
      }
    }
    return epochs.subtracting(others)
  }

  private static func words(_ pair: OverlappingEpochs) -> (UInt64, UInt64, UInt64, UInt64) {
    (pair.epoch.high, pair.epoch.low, pair.other.high, pair.other.low)
  }
}

internal import NodeModel

extension MergedNode {
  /// How many slots were counted in two lives of the counters: none or one where an agent was started anew, more
  /// where two count under one name.
  var doublyCoveredSlots: Int {
    var count = 0
    var hour: Int64?
    var epochs: [Epoch: UInt16] = [:]
    func doubled() -> Int {
      guard epochs.count > 1 else { return 0 }
      return (0..<HourSlots.count).count { slot in
        epochs.values.count { $0 >> UInt16(slot) & 1 == 1 } > 1
      }
    }
    for row in rows {
      if row.hour != hour {
        count += doubled()
        hour = row.hour
        epochs.removeAll(keepingCapacity: true)
      }
      epochs[row.epoch, default: 0] |= row.known
    }
    return count + doubled()
  }
}

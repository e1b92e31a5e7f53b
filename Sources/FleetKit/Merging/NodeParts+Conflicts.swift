extension NodeParts {
  /// Whether each conflict of one report has the row that counts: the one with the greatest digest of the highest
  /// revision. Otherwise what is merged would depend on the order.
  func areConflictsOfRows(_ walker: borrowing JSONWalker) -> Bool {
    var best: [RowKey: (revision: UInt64, digest: NodeID)] = [:]
    var wanted: Set<RowKey> = []
    for conflict in conflicts {
      guard wanted.insert(RowKey(conflict.row, owner: conflict.row.owner)).inserted else {
        return false
      }
    }
    for row in rows {
      let key = RowKey(row.row, owner: row.row.owner)
      guard wanted.contains(key) else { continue }
      let digest = walker.digest(of: row.range)
      if let known = best[key], (known.revision, known.digest) > (row.row.revision, digest) {
        continue
      }
      best[key] = (row.row.revision, digest)
    }
    return conflicts.allSatisfy { conflict in
      guard let best = best[RowKey(conflict.row, owner: conflict.row.owner)] else { return false }
      return best.revision == conflict.row.revision && best.digest == conflict.digests.last
    }
  }
}

extension JSONWalker {
  /// The digest of a value without the blanks outside of its strings.
  borrowing func digest(of range: Range<Int>) -> NodeID {
    var value: [UInt8] = []
    var isInside = false
    var isEscaped = false
    for at in range {
      let byte = bytes[at]
      if isInside {
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte == 0x22 {
          isInside = false
        }
      } else if byte == 0x22 {
        isInside = true
      } else if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
        continue
      }
      value.append(byte)
    }
    return Digest.of(value)
  }
}

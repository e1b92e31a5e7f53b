public import NodeModel

extension Ledger {
  /// A job was found: its number, or that of `other` where it is one too many. A job that is known already
  /// goes on with what it has.
  ///
  /// `carrying`: what it had in this epoch before it left the table, if the store knows it, so that its
  /// counters go on.
  public mutating func begin(job name: String, carrying totals: OwnerTotals? = nil) -> OwnerIndex {
    let isNew = book.owners.find(name) == nil
    let number = book.begin(name, limit: limits.jobs, most: limits.mostOwners - OwnerIndex.firstJob)
    if isNew, let totals, number != OwnerIndex.other.number { book.restore(totals, to: number) }
    board.grow(owners: book.owners.count)
    return OwnerIndex(number)
  }

  /// A job that was folded and had ended is there again: it stays one of `other`, also after a restart.
  public mutating func fold(job name: String) { book.owners.fold(name) }

  /// Whether a job that begins now would be folded only because as many stand on the page as may.
  public func needsRoom(for job: String) -> Bool {
    book.needsRoom(
      for: job, limit: limits.jobs, most: limits.mostOwners - OwnerIndex.firstJob)
  }

  /// Whether something that an owner did or reserved waits for the energy of a place.
  public func isAwaitingEnergy(_ owner: OwnerIndex) -> Bool { board.holds(owner: owner.number) }

  /// A job has ended. What it did is still divided; then it stays as it is until it is retired.
  public mutating func end(job name: String) {
    book.end(name)
  }

  /// A job that has ended leaves the page. Keep its totals before.
  public mutating func retire(_ job: OwnerIndex) {
    guard job.number >= OwnerIndex.firstJob, book.owners.states[job.number] != .free else { return }
    board.clear(owner: job.number)
    book.fold()
    book.retire(job.number)
  }

  /// The numbers of all jobs that stand on the page, `other` first, then in the order of their names.
  public var jobs: [OwnerIndex] {
    let named = book.owners.order.filter {
      let state = book.owners.states[Int($0)]
      return $0 != OwnerIndex.other.number && (state == .live || state == .ended)
    }
    return [.other] + named.map { OwnerIndex(Int($0)) }
  }

  /// Who has a number.
  public func owner(_ index: OwnerIndex) -> Owner { book.owners.owner(index.number) }

  /// Whether a job was not told to have ended.
  public func isLive(_ job: OwnerIndex) -> Bool { book.owners.states[job.number] == .live }
}

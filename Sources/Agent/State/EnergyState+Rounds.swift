public import EnergyLedger
internal import LinuxFiles
internal import NodeModel

extension EnergyState {
  /// So long after a round was written to be synced the next one is, in nanoseconds: with the sync itself
  /// and a round between, a power loss costs less than a minute.
  static let syncPeriod: UInt64 = 55_000_000_000
  /// So long it takes until what failed is tried again, in nanoseconds.
  static let retryPeriod: UInt64 = 10_000_000_000
  /// Jobs are filed together at most this often, in nanoseconds.
  static let filingPeriod: UInt64 = 5_000_000_000
  /// How often what is too old is looked for, in nanoseconds.
  static let expiryPeriod: UInt64 = 600_000_000_000

  /// Keeps a round: after the ledger's `end`, before its snapshot is published. Allocates nothing.
  public func keep(_ ledger: borrowing Ledger) {
    guard status.keeping != .guarded, let file else { return }
    ledger.encode(into: &words)
    do throws(SystemError) {
      if isFirstRound {
        // A mark of a clean stop must not outlive this: after a power loss it would be believed.
        try file.keepForSync(words)
        try file.sync()
        status.lastSync = clock.wallTime()
        nextSync = clock.now() + Self.syncPeriod
        isFirstRound = false
        removeFinished()
      }
      try file.keep(words)
      note(keeping: nil)
    } catch {
      note(keeping: StateFailure(error), "\(error)")
    }
  }

  /// Whether the thread that writes has not finished yet, or its outcome was not taken.
  public var isWriting: Bool { isBusy }

  /// After the snapshot was published: hands closed rows over, acknowledges those that are safe.
  public func tend(_ ledger: inout Ledger) {
    let now = clock.now()
    if isBusy, let outcome = writer.outcome() { take(outcome, &ledger, at: now) }
    makeRoom(for: &ledger)
    noteLostRows(ledger)
    guard !isBusy else { return }
    mendFile(at: now)
    var order = StateWriter.Order()
    prepareSync(&order, at: now)
    prepareFiling(&order, ledger, at: now)
    guard !order.isEmpty else { return }
    isBusy = true
    writer.start(order)
  }

  /// Reserves more of the disk before the ledger has outgrown its room. Where there is no more, rows that the store has
  /// not taken are given up, the earliest first: what is left can be kept, so that no counter goes down after a kill.
  private func makeRoom(for ledger: inout Ledger) {
    guard let file, file.isTight(for: words.count) else { return }
    // Where it fails it is tried again after every round: on a full disk that is one call.
    try? file.grow(for: words.count)
    guard file.isTight(for: words.count) else { return }
    ledger.giveUpOldestRows(through: rowsRefused)
  }

  /// What the ledger has given up is in no report, however it came to that.
  private func noteLostRows(_ ledger: borrowing Ledger) {
    guard ledger.lostRows > status.lostRows else { return }
    log.error(
      "rows that the store has not taken are given up, there is no room for more",
      ["lost": "\(ledger.lostRows - status.lostRows)"])
    status.lostRows = ledger.lostRows
  }

  /// Looks once in a while whether a file that could not be opened, or was taken away, can be had again.
  private func mendFile(at now: UInt64) {
    guard now >= nextSync, !isFirstRound || file == nil else { return }
    if file == nil {
      openFile()
      if let old = file?.take() { hold(old.remainingRows) }
      nextSync = now + (file == nil ? Self.retryPeriod : 0)
    } else if let file, file.isLost {
      do throws(SystemError) {
        try file.restore()
        log.warning("the file of checkpoints was taken away, it is made anew")
        try file.keep(words)
      } catch {
        note(keeping: StateFailure(error), "\(error)")
      }
    }
  }

  /// What a file holds that could not be opened before: an epoch that this ledger did not go on from.
  private func hold(_ rows: [EnergyRow]) {
    guard !rows.isEmpty else { return }
    remains = Filing(rows: rows + (remains?.rows ?? []), jobs: remains?.jobs ?? [])
    note(keeping: .guarded)
    nextFiling = 0
  }

  private func prepareSync(_ order: inout StateWriter.Order, at now: UInt64) {
    guard now >= nextSync, !isFirstRound, status.keeping != .guarded, let file else { return }
    do throws(SystemError) {
      try file.keepForSync(words)
      order.descriptor = file.descriptor
      unsynced = clock.wallTime()
      nextSync = now + Self.syncPeriod
    } catch {
      note(syncing: StateFailure(error), "\(error)")
      nextSync = now + Self.retryPeriod
    }
  }

  // MARK: The store

  private func prepareFiling(
    _ order: inout StateWriter.Order, _ ledger: borrowing Ledger, at now: UInt64
  ) {
    guard now >= nextFiling else { return }
    let rows = ledger.closedRows()
    rowsUnderway = rows.last?.sequence ?? 0
    if let remains {
      order.filing = remains
      return
    }
    order.filing.rows = rows
    if !waiting.isEmpty {
      swap(&underway, &waiting)
      order.filing.jobs = underway.values.map(\.record)
    }
    swap(&confirmationsUnderway, &confirmations)
    order.filing.cursors = confirmationsUnderway
    swap(&factorsUnderway, &factors)
    order.filing.factors = factorsUnderway
    swap(&divisionsUnderway, &divisions)
    order.filing.divisions = divisionsUnderway
    order.filing.unseen = unseen
    if let expiry = expiry(at: now, of: ledger.epoch) { order.expiry = expiry }
    if !order.filing.isEmpty { nextFiling = now + Self.filingPeriod }
  }

  /// What is too old is looked for once in a while, the first time when a clock that was wrong at the start has had time
  /// to be set.
  private func expiry(at now: UInt64, of epoch: Epoch) -> Expiry? {
    if nextExpiry == 0 { nextExpiry = now + Self.expiryPeriod }
    guard now >= nextExpiry else { return nil }
    defer { (lastExpiry, nextExpiry) = (now, now + Self.expiryPeriod) }
    return Expiry(
      wallTime: clock.wallTime(), retention: retention,
      passed: lastExpiry == 0 ? nil : now - min(now, lastExpiry), epoch: epoch)
  }

  func take(_ outcome: StateWriter.Outcome, _ ledger: inout Ledger, at now: UInt64) {
    isBusy = false
    switch outcome.sync {
    case .success:
      status.lastSync = unsynced
      note(syncing: nil)
    case .failure(let failure):
      note(syncing: failure)
      nextSync = now + Self.retryPeriod
    case nil: break
    }
    switch outcome.filing {
    case .success: noteFiled(&ledger)
    case .failure(let failure):
      note(filing: failure)
      // What has come meanwhile is newer.
      waiting.merge(underway) { newer, _ in newer }
      underway = [:]
      confirmations.merge(confirmationsUnderway) { newer, _ in newer }
      confirmationsUnderway = [:]
      factors = factorsUnderway + factors
      factorsUnderway = []
      divisions = Array((divisionsUnderway + divisions).suffix(Self.mostDivisions))
      divisionsUnderway = []
      rowsRefused = max(rowsRefused, rowsUnderway)
      rowsUnderway = 0
      nextFiling = now + Self.retryPeriod
    case nil: break
    }
    if let bytes = outcome.bytes { status.storeBytes = bytes }
  }

  private func noteFiled(_ ledger: inout Ledger) {
    note(filing: nil)
    status.lastFiling = clock.wallTime()
    if remains != nil {
      remains = nil
      rowsUnderway = 0
      if status.keeping == .guarded { note(keeping: nil) }
      return
    }
    if rowsUnderway > 0 { ledger.acknowledge(through: rowsUnderway) }
    rowsUnderway = 0
    underway = [:]
    confirmationsUnderway = [:]
    factorsUnderway = []
    divisionsUnderway = []
    unseen = nil
    filedThrough = (waiting.values.map(\.number).min() ?? noted + 1) - 1
  }

  /// The last act: keeps the ledger with the mark of a clean stop, and files what waits.
  public func stop(_ ledger: inout Ledger) {
    guard writer.wait(milliseconds: 5000) else {
      log.error("the disk does not answer, no clean stop is marked")
      return
    }
    let now = clock.now()
    if isBusy, let outcome = writer.outcome() { take(outcome, &ledger, at: now) }
    nextFiling = 0
    var order = StateWriter.Order()
    prepareFiling(&order, ledger, at: now)
    if !order.isEmpty { take(writer.perform(order), &ledger, at: now) }
    guard status.keeping != .guarded, let file, !isFirstRound else { return }
    ledger.encode(into: &words, isCleanStop: true)
    do throws(SystemError) {
      try file.keepForSync(words)
      try file.sync()
      log.info("the energy ledger is kept", ["round": "\(ledger.round)"])
    } catch {
      log.error("no clean stop is marked", ["reason": "\(error)"])
    }
  }
}

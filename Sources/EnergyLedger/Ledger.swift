public import NodeModel

/// The energy book of a node: what every meter saw, to the microjoule, and who caused it.
///
/// A round is `begin`, then `read` for each meter and `record` for each owner and place, then `end`. After
/// each `end` jobs and buckets are the node, exactly. A round allocates nothing where neither hardware nor
/// jobs come or go. It does no I/O and knows no clock; see docs/ledger.md for the method.
public struct Ledger: ~Copyable {
  /// The life of the counters.
  public let epoch: Epoch
  /// A checksum of the kernel's boot_id.
  let boot: UInt64
  /// The choices of the administrator; another patience holds from the next round on.
  public var policy: LedgerPolicy
  /// How much it may hold.
  public let limits: LedgerLimits

  /// Counts rounds through all restarts of an epoch.
  public internal(set) var round: UInt64
  /// When the last round was.
  public internal(set) var time: RoundTime
  /// Whole milliseconds since the round before.
  var milliseconds: UInt64 = 0
  var clock: SlotClock

  var topology: Topology
  var tree: MeterTree
  var tracks: [MeterTrack] = []
  /// The raw number that each counter showed in this round, for what may be mirrored.
  var raws: [UInt64?] = []
  var places: [PlaceState] = []
  /// The node itself, where a meter of the whole tells its energy; `source` is the number of the whole.
  var node = PlaceState()
  /// Whether each whole is to be believed; after a start that is found out anew.
  var doubts: [WholeDoubt] = []
  /// What commands were given while nobody looked.
  var elsewhere = EnergyElsewhere()
  /// Whether it goes on in the boot in which it was kept.
  private var goesOnInBoot = false
  /// What components were given in the settlement that is under way.
  var told = ToldParts()
  /// Meters and places that were there once: their counters go on when they come back.
  var parked = ParkedStates()

  /// Words that whoever keeps the ledger keeps with it, such as what is computed from its figures round by
  /// round. The ledger does not look at them; above `LedgerLimits.mostAnnexWords` they are not kept.
  public var annex: [UInt64] = []

  var board: ActivityBoard
  var apportionment = LargestRemainder()
  var book: Book

  /// A new epoch.
  ///
  /// - Parameters:
  ///   - afterReboot: whether there was one before that a power loss or a crash of the machine has ended; what its
  ///     counters show since power-on is a gap of this one.
  ///   - earlier: the end of the one before, where it is known: the idle power of the same hardware is not
  ///     learnt again. Nothing that it counted goes on.
  public init(
    epoch: Epoch, bootID: String, topology: Topology, at time: RoundTime,
    afterReboot: Bool = false, after earlier: Checkpoint? = nil,
    policy: LedgerPolicy = LedgerPolicy(),
    limits: LedgerLimits = LedgerLimits()
  ) {
    self.epoch = epoch
    boot = Checksum.of(bootID)
    self.policy = policy
    self.limits = limits
    self.time = time
    // Round 1 is power-on: a round that nobody saw.
    round = afterReboot ? 1 : 0
    clock = SlotClock(realtime: time.realtime, boottime: time.boottime)
    self.topology = topology
    tree = MeterTree(topology)
    board = ActivityBoard(places: 1, owners: 1)
    book = Book(clock: clock)
    if let earlier { parked = earlier.states.learnt(until: clock.day) }
    settle(in: tree)
    guard afterReboot else { return }
    for meter in tracks.indices { tracks[meter].startFromPowerOn(at: round) }
    for place in places.indices { places[place].startFromPowerOn(round) }
    node.startFromPowerOn(round)
    claimFromPowerOn()
  }

  /// Goes on from a checkpoint, in the same boot or after a clean stop. What flowed since goes to `gap`.
  public init(
    continuing checkpoint: Checkpoint, bootID: String, topology: Topology, at time: RoundTime,
    policy: LedgerPolicy = LedgerPolicy(), limits: LedgerLimits = LedgerLimits()
  ) {
    epoch = checkpoint.epoch
    boot = Checksum.of(bootID)
    self.policy = policy
    self.limits = limits
    self.time = time
    round = checkpoint.round
    clock = checkpoint.clock
    clock.restart(boottime: time.boottime)
    self.topology = topology
    tree = MeterTree(topology)
    board = ActivityBoard(places: 1, owners: 1)
    book = checkpoint.book
    parked = checkpoint.states
    node = checkpoint.node
    annex = checkpoint.annex
    settle(in: tree)
    let passed = max(0, time.realtime - checkpoint.realtime)
    if checkpoint.boot != boot {
      for meter in tracks.indices {
        tracks[meter].rebooted(now: time.boottime, sinceCheckpoint: passed)
      }
      claimFromPowerOn()
      parked.forgetClock()
    }
    node.isAfterRestart = true
    goesOnInBoot = checkpoint.boot == boot
  }

  /// What commands that were counted by themselves were given since the last round of the ledger that goes on, or since
  /// power-on: it is not in `gap` once more. Before the first round.
  public mutating func leaveOut(_ commands: [CommandEnergy]) {
    // In one boot all of it is since power-on, whatever the clock has been set to meanwhile.
    elsewhere = EnergyElsewhere(
      commands,
      poweredOn: goesOnInBoot ? 0 : UInt64(max(0, time.realtime - time.boottime)))
  }

  /// Hardware came or went: from the next round on these are the meters and places. Counters of what stays
  /// go on, and so do those of what comes back; what was done at places that stay waits for their energy as before. Call
  /// it between rounds.
  public mutating func declare(_ topology: Topology) {
    let old = tree
    let (keptTracks, keptPlaces, keptBoard) = (tracks, places, board)
    let keptDoubts = doubts
    for track in tracks { parked.keep(track, track.identity) }
    for (place, state) in places.enumerated() { parked.keep(state, old.places[place].identity) }
    self.topology = topology
    tree = MeterTree(topology)
    tree.keepMirrors(of: old)
    settle(in: tree)
    if node.source >= 0 {
      let teller = old.wholes[node.source]
      node.source =
        tree.wholes.firstIndex { $0.rung == teller.rung && $0.source == teller.source } ?? -1
    }
    for (whole, kept) in zip(old.wholes, keptDoubts) {
      if let same = tree.wholes.firstIndex(where: {
        $0.rung == whole.rung && $0.source == whole.source
      }) {
        doubts[same].goOn(from: kept)
      }
    }
    // What is still there goes on as it is: with its last power, and nobody looked away.
    for (meter, declared) in topology.meters.enumerated() {
      if let same = keptTracks.first(where: { $0.meter == declared }) { tracks[meter] = same }
    }
    for (place, kept) in keptPlaces.enumerated() {
      guard let same = tree.place(old.places[place].component, old.places[place].device) else {
        continue
      }
      places[same].goOn(from: kept)
      board.goOn(from: keptBoard, at: place, as: same)
      if kept.source >= 0 {
        let teller = keptTracks[kept.source].meter
        places[same].source = topology.meters.firstIndex(of: teller) ?? -1
      }
    }
    board.goOn(from: keptBoard, at: keptPlaces.count, as: places.count)
  }

  /// Makes room for all meters and places, and gives back to them what was kept.
  private mutating func settle(in tree: MeterTree) {
    tracks = topology.meters.map { MeterTrack($0) }
    for meter in tracks.indices {
      guard let words = parked.take(meter: tracks[meter].identity) else { continue }
      tracks[meter].restore(from: words[...])
    }
    raws = Array(repeating: nil, count: tracks.count)
    doubts = Self.doubts(in: tree, topology.meters)
    places = tree.places.map { place in
      var state = PlaceState()
      let traits = topology.places.last {
        $0.component == place.component && $0.device == place.device
      }
      state.capacity = traits?.capacity ?? 0
      state.idle.prior = traits?.idlePrior
      state.hardware = Checksum.of(traits?.hardware ?? "")
      state.learntOf = state.hardware
      if let words = parked.take(place: place.identity) {
        state.restore(from: words, isRest: place.component == .rest && place.device.isEmpty)
        state.isAfterRestart = true
      }
      return state
    }
    // One row more than places: what follows from the energy of components.
    board = ActivityBoard(places: places.count + 1, owners: max(16, book.owners.count))
  }
}

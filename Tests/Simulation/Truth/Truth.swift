/// What everybody really caused in a run; it adds up to the node's energy at the wall to the
/// microjoule.
///
/// **Standing** energy is what the node would have drawn with nobody on it: all cores asleep, at
/// the temperature of that. It is a constant of the machine. Who pays for it is not physics but a
/// policy, here that of a reservation: packages and board by reserved cores, DRAM by reserved
/// bytes, an accelerator by its holders; what nobody reserved is unallocated; where more is
/// reserved than exists, shares shrink in proportion.
///
/// **Dynamic** energy is all above that. It belongs to jobs and to the system, by these rules:
///
/// 1. *Own switching.* A thread owns what its instructions and data switch, V²f · switching · the
///    cycles in which it had the core's units, at the voltage and the frequency that its core had
///    at that moment; also its wake-ups, its bytes in uncore and DRAM (on whichever socket they
///    fall), its disk and network bytes, its kernels on an accelerator. Turbo belongs to the
///    operating point: nobody is paid for slowing others down or charged for a voltage that a
///    neighbour left possible, for such bills have no unique answer and would make negative
///    energies.
/// 2. *Keeping awake.* Clocks of a core, the uncore's and an accelerator's awake state are drawn
///    because somebody is there. `Causation` says who is charged: those who are there, by their own
///    switching, or by time.
/// 3. *Costs of a sum.* The supply's loss depends on the sum of all loads, a regulator's on its
///    package, DRAM's awake ranks on the sum of traffic. Each is shared in proportion to what is
///    summed. That is the Aumann–Shapley price of a cost that depends on a sum alone, the only one
///    that is additive, complete and the same for equal causes.
/// 4. *Heat has a memory.* Leakage and fans depend on temperature, and temperature on past power.
///    The thermal model is linear, so a socket's rise of temperature is a sum of rises, one an
///    owner, each from its own power; leakage and fans above idle are shared by these. An ended job
///    is charged until its heat is gone.
///
/// Nothing here looks at utilization, CPU time, counters or meters: no formula that is judged is
/// part of it.
public struct Truth: Sendable {
  /// Each owner's energy. Jobs that came in the run, the system, and what is unallocated.
  public let owners: [Owner: EnergyParts]
  /// The node's energy.
  public let node: EnergyParts
  /// How far the owners' joules were from the node's before rounding, as a share of the node's.
  public let imbalance: Double
}

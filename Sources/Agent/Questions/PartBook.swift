/// The parts of one job on the page, its steps or containers.
struct PartBook: Sendable, Equatable {
  /// The job's `job_id`.
  let id: String
  let parts: JobParts
  /// What they have shares of, in microjoules.
  let dynamicEnergy: UInt64
}

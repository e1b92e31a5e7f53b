/// Whom energy is booked on: a job or a bucket.
public enum Owner: Hashable, Sendable {
  /// A job by its `job_id`, such as `slurm:alpha/4711`; `other` for all jobs beyond the limit.
  case job(String)
  /// Energy without a job.
  case bucket(Bucket)

  /// The jobs that have no books of their own.
  public static let other = Owner.job("other")

  /// The name in rows. A `job_id` has a colon, so it is never a bucket's name.
  public var name: String {
    switch self {
    case .job(let name): name
    case .bucket(let bucket): bucket.word
    }
  }

  /// The owner of that name.
  public init(_ name: String) {
    for bucket in Bucket.allCases where bucket.word == name {
      self = .bucket(bucket)
      return
    }
    self = .job(name)
  }
}

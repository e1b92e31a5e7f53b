/// What Slurm tells the processes of a job about it.
///
/// Source: sbatch(1), "OUTPUT ENVIRONMENT VARIABLES", in `/proc/PID/environ`, which needs the same user or
/// CAP_SYS_PTRACE. A job's comment is not among them. The environment belongs to the job's user, who may
/// write what he wants: what is billed by it is to be compared with Slurm's own accounting.
struct SlurmEnvironment {
  /// The job's number.
  let job: String
  /// Everything else.
  private(set) var facts = JobFacts()

  private static let prefix = Array("SLURM_JOB_".utf8)

  /// Nil where it is no job's.
  init?(_ text: Span<UInt8>) {
    var job: String?
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != 0 { end += 1 }
      if let (name, value) = Self.variable(text.extracting(start..<end)) {
        switch name {
        case "ID": job = value
        case "NAME": facts.name = value
        case "USER": facts.user = value
        case "ACCOUNT": facts.account = value
        case "PARTITION": facts.partition = value
        default: break
        }
      }
      start = end + 1
    }
    guard let job else { return nil }
    self.job = job
    facts.isComplete = true
  }

  /// The name behind `SLURM_JOB_` and the value.
  private static func variable(_ text: Span<UInt8>) -> (String, String)? {
    guard text.count > prefix.count else { return nil }
    for index in prefix.indices where text[index] != prefix[index] { return nil }
    var name: [UInt8] = []
    var position = prefix.count
    while position < text.count, text[position] != UInt8(ascii: "=") {
      guard name.count < 16 else { return nil }
      name.append(text[position])
      position += 1
    }
    var bytes: [UInt8] = []
    position += 1
    while position < text.count, bytes.count < 4 * JobFacts.longestValue {
      bytes.append(text[position])
      position += 1
    }
    return JobFacts.value(bytes).map { (String(decoding: name, as: UTF8.self), $0) }
  }
}

internal import LinuxFiles
internal import Probes
internal import Synchronization

/// Looks for what people know jobs by, on a thread of its own that is there only while it looks.
///
/// The sampler never waits for it: a search that hangs, because a process's memory is locked, costs the
/// facts of the jobs that it was asked for, and nothing else.
final class FactSearch: Sendable {
  /// A job whose facts are wanted, by its `job_id`.
  struct Question: Sendable {
    let id: String
    let group: JobGroups.Group
  }

  /// What was found.
  struct Answers {
    var facts: [String: JobFacts] = [:]
    /// How Slurm's controller took what it was asked; nil where it was not asked.
    var slurm: SlurmQueue.Outcome?
  }

  private let proc: String
  private let groups: String
  private let files: String?
  private let squeue: String?
  /// What was found, once the search is over.
  private let found = Mutex<Answers?>(nil)

  /// Where to look; see `JobFactReader`.
  init(proc: String, groups: String, files: String?, squeue: String?) {
    self.proc = proc
    self.groups = groups
    self.files = files
    self.squeue = squeue
  }

  /// Begins; throws where no thread can be had.
  func start(_ questions: [Question]) throws(SystemError) {
    try DetachedThread.run("facts", niceness: 10) { self.look(for: questions) }
  }

  /// What was found, once; nil while it is looked for.
  func answers() -> Answers? {
    found.withLock { answers in
      defer { answers = nil }
      return answers
    }
  }

  private func look(for questions: [Question]) {
    var answers = Answers()
    var buffer = ReadBuffer()
    do throws(SystemError) {
      var reader = try JobFactReader(proc: proc, groups: groups, files: files, squeue: squeue)
      for question in questions {
        answers.facts[question.id] = reader.facts(of: question.group, buffer: &buffer)
      }
      answers.slurm = reader.slurm
    } catch {
      // Nothing was found, and that is the answer.
      answers = Answers()
    }
    found.withLock { $0 = answers }
  }
}

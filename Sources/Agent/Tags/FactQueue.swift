internal import LinuxFiles
internal import Probes

/// Whose facts are still looked for: at once when a job appears, and again until they are complete or 30 s
/// are over.
struct FactQueue {
  /// What is known of a job, and whether that is all there will be.
  struct Answer {
    let id: String
    var facts = JobFacts()
    var isLast = true
  }

  /// How long it is worth asking, in nanoseconds.
  static let patience: UInt64 = 30_000_000_000
  /// A search that takes longer is left to itself, with everything that it was asked for.
  private static let longestSearch: UInt64 = 10_000_000_000
  /// Searches that hang; while there are so many nothing is looked for.
  private static let mostHung = 4
  private static let mostAtOnce = 64
  private static let pauses: [UInt64] = [0, 1_000_000_000, 3_000_000_000, 10_000_000_000]

  private struct Waiting {
    let question: FactSearch.Question
    let since: UInt64
    var tries = 0
    var next: UInt64
    var isAsked = false
    var isOver = false
  }

  private let makeSearch: () -> FactSearch
  private var search: (search: FactSearch, since: UInt64)?
  private var waiting: [Waiting] = []
  /// Searches that were left to themselves.
  private var hung: [FactSearch] = []
  /// How often in a row no thread could be had.
  private var refused = 0
  /// Why Slurm's controller has answered nothing of what it was last asked; nil where it has.
  private(set) var failure: String?

  /// - Parameter makeSearch: a search that nobody has begun.
  init(_ makeSearch: @escaping () -> FactSearch) {
    self.makeSearch = makeSearch
  }

  /// A job has appeared.
  mutating func add(_ id: String, _ group: JobGroups.Group, at now: UInt64) {
    waiting.append(Waiting(question: .init(id: id, group: group), since: now, next: now))
  }

  /// Whether a job is being asked for.
  func isWaiting(_ id: String) -> Bool { waiting.contains { $0.question.id == id } }

  /// A job is gone: the next answer is the last. Whether there will be one.
  mutating func hurry(_ id: String) -> Bool {
    guard let index = waiting.firstIndex(where: { $0.question.id == id }) else { return false }
    waiting[index].isOver = true
    if !waiting[index].isAsked { waiting[index].next = 0 }
    return true
  }

  /// Takes what was found and asks for what is due.
  mutating func turn(at now: UInt64) -> [Answer] {
    guard !waiting.isEmpty || search != nil else { return [] }
    var answers: [Answer] = []
    if let running = search, let found = running.search.answers() {
      search = nil
      switch found.slurm {
      case .answered: failure = nil
      case .failed(let reason): failure = reason
      case nil: break
      }
      for index in waiting.indices.reversed() where waiting[index].isAsked {
        let facts = found.facts[waiting[index].question.id] ?? JobFacts()
        answers.append(settle(index, facts, at: now))
      }
    } else if let running = search, now > running.since + Self.longestSearch {
      search = nil
      hung.append(running.search)
      for index in waiting.indices.reversed() where waiting[index].isAsked {
        answers.append(Answer(id: waiting.remove(at: index).question.id))
      }
    }
    hung.removeAll { $0.answers() != nil }
    if hung.count >= Self.mostHung || refused >= Self.mostHung {
      refused = 0
      answers += waiting.map { Answer(id: $0.question.id) }
      waiting = []
    }
    if search == nil, hung.count < Self.mostHung { ask(at: now) }
    return answers
  }

  private mutating func settle(_ index: Int, _ facts: JobFacts, at now: UInt64) -> Answer {
    waiting[index].isAsked = false
    waiting[index].tries += 1
    let pause = Self.pauses[min(waiting[index].tries, Self.pauses.count - 1)]
    waiting[index].next = now + pause
    let isLast =
      facts.isComplete || waiting[index].isOver
      || waiting[index].next > waiting[index].since + Self.patience
    let answer = Answer(id: waiting[index].question.id, facts: facts, isLast: isLast)
    if isLast { waiting.remove(at: index) }
    return answer
  }

  private mutating func ask(at now: UInt64) {
    var questions: [FactSearch.Question] = []
    for index in waiting.indices where waiting[index].next <= now {
      guard questions.count < Self.mostAtOnce else { break }
      waiting[index].isAsked = true
      questions.append(waiting[index].question)
    }
    guard !questions.isEmpty else { return }
    let fresh = makeSearch()
    do throws(SystemError) {
      try fresh.start(questions)
      search = (fresh, now)
      refused = 0
    } catch {
      refused += 1
      for index in waiting.indices where waiting[index].isAsked {
        waiting[index].isAsked = false
        waiting[index].next = now + Self.patience / 3
      }
    }
  }
}

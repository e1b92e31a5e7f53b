/// How much of a fleet's performance was compared: of what was not, nobody knows whether it is slow.
public struct Judgement: Sendable, Equatable {
  /// Results that were compared with others.
  public var results: Int
  /// Results with too few others of their model to be compared with, or to show anything.
  public var unjudged: Int
  /// Results of benchmarks whose values jump between modes.
  public var jumping = 0

  /// States how much.
  public init(results: Int, unjudged: Int) {
    self.results = results
    self.unjudged = unjudged
  }

  /// What a check compared.
  public init(_ outcome: CheckOutcome) {
    results = outcome.results
    unjudged = outcome.unjudged.reduce(0) { $0 + $1.count }
    jumping = outcome.jumping.reduce(0) { $0 + $1.nodes }
  }

  /// What a reader must know of it; nil where all was compared.
  var words: String? {
    guard jumping > 0 else { return fewWords }
    let those =
      "\(Figure.whole(jumping)) results of benchmarks whose values jump between modes are not judged"
    return (unjudged > 0 ? fewWords.map { $0 + "; " } ?? "" : "") + those
  }

  private var fewWords: String? {
    if results == 0, unjudged == 0 { return "no benchmark was run: performance is not judged" }
    guard unjudged > 0 else { return nil }
    let few = "too few nodes are alike"
    if results == 0 { return "performance is not judged: \(few)" }
    let all = results + unjudged
    return "\(Figure.whole(unjudged)) of \(Figure.whole(all)) results are not judged: \(few)"
  }
}

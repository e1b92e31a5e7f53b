/// What an endpoint says to a request.
enum Reply {
  /// The response, made from what is in memory.
  case now(Response)
  /// A report of a page of rows, compressed or as it is: the sampler is asked, and a thread of its own makes it.
  case report(ReportPage, compressed: Bool)
  /// Only the sampler knows: a question, and the response to its answer.
  case ask(Question, (Result<Answer, Mailbox.Refusal>) -> Response)
}

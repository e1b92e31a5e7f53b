/// What an endpoint says to a request.
enum Reply {
  /// The response, made from what is in memory.
  case now(Response)
  /// Only the sampler knows: a question, and the response to its answer.
  case ask(Question, (Result<Answer, Mailbox.Refusal>) -> Response)
}

import Simulation
import Testing

@Suite struct ScoreTests {
  @Test("errors are per job, a job never seen counts whole, and what reached nobody is lost")
  func score() {
    let truth: [Owner: Int64] = [
      .job(0): 100, .job(1): 200, .job(2): 50, .job(3): 0, .system: 30, .unallocated: 120,
    ]
    let given: [Owner: Int64] = [.job(0): 110, .job(1): 160, .job(3): 5, .system: 90]
    let score = Score(given: given, truth: truth, node: 500)
    // 10 %, 20 %, 100 %; job 3 caused nothing.
    #expect(abs(score.meanError - (0.1 + 0.2 + 1) / 3) < 1e-12)
    #expect(score.worstError == 1)
    #expect(abs(score.energyError - (10 + 40 + 50) / 350) < 1e-12)
    #expect(abs(score.lost - (500 - 365) / 500) < 1e-12)
  }

  @Test("the truth itself has no error")
  func truth() {
    let truth: [Owner: Int64] = [.job(0): 100, .system: 3, .unallocated: 7]
    let score = Score(given: truth, truth: truth, node: 110)
    #expect(score.meanError == 0)
    #expect(score.energyError == 0)
    #expect(score.lost == 0)
  }

  @Test("more than there was is a negative loss")
  func invented() {
    let score = Score(given: [.job(0): 150], truth: [.job(0): 100], node: 100)
    #expect(score.lost == -0.5)
  }
}

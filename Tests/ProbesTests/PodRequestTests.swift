import Testing

@testable import Probes

@Suite("What a pod has requested")
struct PodRequestTests {
  @Test(
    "is what the kubelet itself makes of a weight",
    // Shares as `TestCpuWeightToCPUShares` of Kubernetes' pkg/kubelet/cm has them, and ⌈shares × 1000 / 1024⌉ by hand.
    arguments: [(2, 28), (3, 53), (4, 79), (245, 6249), (10_000, 256_000)] as [(UInt64, Int)])
  func weights(weight: UInt64, thousandths: Int) {
    #expect(PodRequest.thousandths(weight: weight, limit: nil) == thousandths)
  }

  @Test(
    "is exact to a thousandth where the kernel has shares",
    // `MilliCPUToShares`: thousandths × 1024 / 1000, rounded down.
    arguments: [(102, 100), (512, 500), (1024, 1000), (2048, 2000), (262_144, 256_000)]
      as [(UInt64, Int)])
  func shares(shares: UInt64, thousandths: Int) {
    #expect(PodRequest.thousandths(shares: shares, limit: nil) == thousandths)
  }

  @Test(
    "is at most 27 thousandths more than its weight says, and the limit itself where that has the same weight"
  )
  func everyRequest() {
    for request in stride(from: 30 as UInt64, through: 255_000, by: 7) {
      // KEP 2254: 1 + (shares - 2) × 9999 / 262142.
      let weight = 1 + (request * 1024 / 1000 - 2) * 9999 / 262_142
      let found = PodRequest.thousandths(weight: weight, limit: nil) ?? 0
      #expect(found <= Int(request) && found + 27 >= Int(request), "\(request)")
      #expect(PodRequest.thousandths(weight: weight, limit: Int(request)) == Int(request))
    }
  }
}

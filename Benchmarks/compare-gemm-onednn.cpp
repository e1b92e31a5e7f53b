// Products by oneDNN for Benchmarks/compare-gemm: its matmul on plain row-major matrices, so that packing
// is inside the clock, as it is for us. The primitive is made once for a size.
#include <omp.h>
#include <oneapi/dnnl/dnnl.hpp>

#include <cstring>
#include <map>
#include <string>
#include <tuple>

using namespace dnnl;

extern "C" int reference_gemm(
    const char *format, long n, int threads, const void *a, const void *b, void *c) {
  static engine cpu(engine::kind::cpu, 0);
  static stream queue(cpu);
  static std::map<std::tuple<std::string, long>, matmul> known;
  omp_set_num_threads(threads);
  const bool isBytes = !strcmp(format, "u8s8");
  if (!isBytes && strcmp(format, "bf16") && strcmp(format, "fp32")) return 1;
  const auto wide = memory::data_type::f32, half = memory::data_type::bf16;
  const auto left = isBytes ? memory::data_type::u8 : strcmp(format, "bf16") ? wide : half;
  const auto right = isBytes ? memory::data_type::s8 : left;
  const auto out = isBytes ? memory::data_type::s32 : wide;
  const auto plain = memory::format_tag::ab;
  memory::desc da({n, n}, left, plain), db({n, n}, right, plain), dc({n, n}, out, plain);
  auto key = std::make_tuple(std::string(format) + "/" + std::to_string(threads), n);
  auto found = known.find(key);
  if (found == known.end())
    found = known.emplace(key, matmul({matmul::desc(da, db, dc), cpu})).first;
  memory ma(da, cpu, const_cast<void *>(a)), mb(db, cpu, const_cast<void *>(b)), mc(dc, cpu, c);
  found->second.execute(queue, {{DNNL_ARG_SRC, ma}, {DNNL_ARG_WEIGHTS, mb}, {DNNL_ARG_DST, mc}});
  queue.wait();
  return 0;
}

// Seconds a pass of the video tower. Reads one word a line and answers with seconds, so that
// another program's passes can be measured in between (bench/mvit_vs_pytorchvideo.py):
//   mvit_bench <model> <batch> <threads>
//   float32 | bfloat16   embed a batch
//   whole                embed in float32, all clips in one pass instead of one at a time
//   backward             forward and backward in float32
#include <torch/torch.h>

#include <chrono>
#include <iostream>
#include <map>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/models/mvit.h"
#include "chordae/models/video_encoder.h"

namespace {

int run(int argc, char** argv) {
  using namespace chordae;
  const auto batch = argc > 2 ? try_parse_int(argv[2]) : std::nullopt;
  const auto threads = argc > 3 ? try_parse_int(argv[3]) : std::nullopt;
  if (!batch || !threads) throw Error(ErrorCode::kUsage, "mvit_bench <model> <batch> <threads>");
  at::set_num_threads(static_cast<int>(*threads));
  const VideoEncoderConfig config = load_video_encoder_config(argv[1]);
  const VideoEncoder encoder = VideoEncoder::make_random(config, 1);
  const auto& m = config.mvit;
  const at::Tensor clips = at::randn({*batch, m.channels, m.frames, m.crop_size, m.crop_size});

  const std::map<std::string, std::function<void()>> passes = {
      {"float32", [&] { encoder.embed(clips, false); }},
      {"bfloat16", [&] { encoder.embed(clips, true); }},
      {"whole",
       [&] {
         const c10::InferenceMode inference;
         encoder.tower()->forward(clips);
       }},
      {"backward", [&] { encoder.tower()->forward(clips).embedding.sum().backward(); }}};
  for (std::string word; std::getline(std::cin, word);) {
    const auto pass = passes.find(word);
    if (pass == passes.end()) throw Error(ErrorCode::kUsage, "unknown pass " + printable(word));
    const auto begin = std::chrono::steady_clock::now();
    pass->second();
    std::cout << std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()
              << std::endl;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const chordae::Error& e) {
    std::cerr << "mvit_bench: " << e.what() << "\n";
    return chordae::exit_status(e.code());
  }
}

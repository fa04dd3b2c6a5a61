use ::safetensors::tensor::{Dtype, TensorView};
use candle_core::quantized::{GgmlDType, QTensor, gguf_file};

use super::*;

const CPU: Device = Device::Cpu;

fn bytes(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Writes a safetensors file of f32 tensors.
fn write(path: &Path, tensors: &[(&str, &[usize], &[f32])]) {
    let data: Vec<(&str, &[usize], Vec<u8>)> = tensors
        .iter()
        .map(|(name, shape, numbers)| (*name, *shape, bytes(numbers)))
        .collect();
    let views = data.iter().map(|(name, shape, data)| {
        let view = TensorView::new(Dtype::F32, shape.to_vec(), data).expect("a view");
        (*name, view)
    });
    ::safetensors::serialize_to_file(views, None, path).expect("written");
}

fn numbers(weights: &Weights, name: &str) -> Vec<f32> {
    let tensor = weights.tensor(name, DType::F32, &CPU).expect(name);
    tensor.flatten_all().and_then(|flat| flat.to_vec1()).expect("numbers")
}

#[test]
fn shards_are_one_model() {
    let folder = tempfile::tempdir().expect("folder");
    let paths = ["one.safetensors", "two.safetensors"].map(|name| folder.path().join(name));
    write(&paths[0], &[("a", &[2, 2], &[1.0, 2.0, 3.0, 4.0]), ("b", &[1], &[0.5])]);
    write(&paths[1], &[("c", &[3], &[-1.0, 0.25, 7.0])]);
    let weights = Weights::open(&paths).expect("opened");
    assert_eq!(numbers(&weights, "a"), [1.0, 2.0, 3.0, 4.0]);
    assert_eq!(numbers(&weights, "c"), [-1.0, 0.25, 7.0]);
    assert!(weights.contains("b") && !weights.contains("d"));
    let error = Weights::open(&[paths[0].clone(), paths[0].clone()])
        .err()
        .expect("an error");
    assert!(matches!(error, WeightsError::Twice { .. }), "{error}");
}

#[test]
fn differences_are_told_all_at_once() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("a.safetensors");
    write(
        &path,
        &[
            ("a", &[2], &[1.0, 2.0]),
            ("extra", &[1], &[0.0]),
            ("position_ids", &[1], &[0.0]),
        ],
    );
    let weights = Weights::open(&[path]).expect("opened");
    let expected = [("a", vec![3]), ("b", vec![1]), ("c", vec![1])].map(|(name, shape)| (name.to_owned(), shape));
    let error = weights
        .check(&expected.into(), |name| name.ends_with("position_ids"))
        .expect_err("an error");
    assert_eq!(
        error.to_string(),
        "the weights do not fit the model; 2 missing: b, c; 1 left over: extra; `a` has the shape [2] instead of [3]"
    );
    let fitting = [("a".to_owned(), vec![2]), ("extra".to_owned(), vec![1])];
    assert!(weights.check(&fitting.into(), |name| name == "position_ids").is_ok());
}

#[test]
fn a_file_that_was_cut_short_says_so() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("a.safetensors");
    write(&path, &[("a", &[2], &[1.0, 2.0])]);
    let whole = fs_err::read(&path).expect("read");
    for (length, reason) in [(whole.len() - 3, "cut short"), (4, ""), (12, "no safetensors file")] {
        fs_err::write(&path, &whole[..length]).expect("written");
        let error = Weights::open(std::slice::from_ref(&path)).err().expect("an error");
        let cause = std::error::Error::source(&error)
            .map(ToString::to_string)
            .unwrap_or_default();
        assert!(
            error.to_string().contains("a.safetensors") && cause.contains(reason),
            "{cause}"
        );
    }
    let error = Weights::open(&[folder.path().join("a.onnx")]).err().expect("an error");
    assert!(
        error.to_string().ends_with(".safetensors, .bin and .gguf are read"),
        "{error}"
    );
}

#[test]
fn gguf_keeps_its_blocks() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("a.gguf");
    let values: Vec<f32> = (0..64).map(|number| number as f32 / 8.0).collect();
    let tensor = Tensor::new(values.as_slice(), &CPU)
        .and_then(|tensor| tensor.reshape((2, 32)))
        .expect("a tensor");
    let quantized = QTensor::quantize(&tensor, GgmlDType::Q8_0).expect("quantized");
    let mut file = fs_err::File::create(&path).expect("file");
    gguf_file::write(&mut file, &[], &[("a", &quantized)]).expect("written");
    let weights = Weights::open(&[path]).expect("opened");
    let mut read = Vec::new();
    let mut each = |rows: Rows| {
        let Rows::Blocks(GgmlDType::Q8_0, bytes) = rows else {
            panic!("not in blocks")
        };
        read.extend_from_slice(bytes);
        Ok(())
    };
    weights.rows("a", &mut each).expect("read");
    assert_eq!(read, *quantized.data().expect("blocks"));
    for (found, value) in numbers(&weights, "a").iter().zip(&values) {
        assert!((found - value).abs() < 0.05);
    }
}

#[test]
fn what_pytorch_saved() {
    // Made by scripts/reference/torch_file.py: a float and a half tensor, and one whose rows are its columns in memory.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/engine/torch.bin");
    let weights = Weights::open(&[path]).expect("opened");
    assert_eq!(numbers(&weights, "float"), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(numbers(&weights, "half"), [0.5, -0.25]);
    assert_eq!(numbers(&weights, "transposed"), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    assert!(weights.tensor("view", DType::F32, &CPU).is_err());
    let shapes = [
        ("float", vec![2, 3]),
        ("half", vec![2]),
        ("transposed", vec![3, 2]),
        ("view", vec![2]),
    ];
    let shapes = shapes.map(|(name, shape)| (name.to_owned(), shape));
    weights.check(&shapes.into(), |_| false).expect("fitting");
}

#[test]
fn rows_come_in_parts_that_make_the_whole() {
    let folder = tempfile::tempdir().expect("folder");
    let (safetensors, gguf) = (folder.path().join("a.safetensors"), folder.path().join("a.gguf"));
    let (rows, width) = (3001, 1000);
    let values: Vec<f32> = (0..rows * width).map(|number| (number % 977) as f32).collect();
    write(&safetensors, &[("a", &[rows, width], &values)]);
    let tensor = Tensor::from_slice(&values, (rows, width), &CPU).expect("a tensor");
    let plain = QTensor::quantize(&tensor, GgmlDType::F16).expect("halved");
    let mut file = fs_err::File::create(&gguf).expect("file");
    gguf_file::write(&mut file, &[], &[("a", &plain)]).expect("written");
    for path in [safetensors, gguf] {
        let weights = Weights::open(&[path]).expect("opened");
        let (mut whole, mut parts) = (Vec::new(), 0);
        let mut each = |rows: Rows| {
            whole.extend(rows.to_numbers()?);
            parts += 1;
            Ok(())
        };
        weights.rows("a", &mut each).expect("read");
        assert!(parts > 1 && whole == values);
    }
}

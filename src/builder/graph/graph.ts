/** Element types of the values that enter and leave a graph. */
type ValueType = 'float32' | 'int64';

/** Element types of the constants of a graph. */
export type ConstantType = ValueType | 'uint8' | 'int8';

/** An input or output; a text in the shape names a size that is known at run time only. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ValueType;
  readonly shape: readonly (number | string)[];
}

/** One ONNX operator; an empty input name stands for an optional input that is left out. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Whose operator it is: empty for a standard one. */
  readonly domain: OperatorDomain;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Integer attributes. */
  readonly ints: Readonly<Record<string, number>>;
  /** Float attributes. */
  readonly floats: Readonly<Record<string, number>>;
  /** Text attributes. */
  readonly strings: Readonly<Record<string, string>>;
}

/** Standard operators, and those that ONNX Runtime adds. */
type OperatorDomain = '' | 'com.microsoft';

/** What is kept of a weight in whole numbers: its values in steps of a scale, what that rounds off in finer steps, the scales. */
export type QuantizedPart = 'high' | 'low' | 'scales';

/**
 * A constant of the graph: a checkpoint's tensor of the same name, or some rows of one, as float32 in the data file; a part of
 * a matrix of the checkpoint in int8, or its scales in float32, there too; or a small value that stays inside the graph file,
 * because shape inference reads it.
 */
export type Initializer =
  | { readonly kind: 'tensor'; readonly name: string; readonly shape: readonly number[] }
  | {
      readonly kind: 'rows';
      readonly name: string;
      readonly shape: readonly number[];
      readonly source: TensorRows;
    }
  | {
      readonly kind: 'quantized';
      readonly name: string;
      readonly shape: readonly number[];
      readonly part: QuantizedPart;
      readonly source: QuantizedSource;
    }
  | {
      readonly kind: 'constant';
      readonly name: string;
      readonly type: ConstantType;
      readonly shape: readonly number[];
      readonly values: readonly number[];
    };

/** Rows of a tensor of the checkpoint from one on; as many as the shape of what they are says. */
interface TensorRows {
  readonly tensor: string;
  readonly firstRow: number;
}

/**
 * A matrix of the checkpoint, or some rows of one, that is quantised with a scale for each output channel. All constants that
 * are made of it name the same object.
 */
export interface QuantizedSource extends TensorRows {
  /** Of the matrix, in the graph. */
  readonly name: string;
  readonly shape: readonly [number, number];
  /** Whether output channels are the matrix's rows, or its columns. */
  readonly channels: 'rows' | 'columns';
}

/** A computation in execution order. */
export interface Graph {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly nodes: readonly GraphNode[];
  /** In the order of their first use. */
  readonly initializers: readonly Initializer[];
}

interface NodeOptions {
  readonly domain?: OperatorDomain;
  readonly ints?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly strings?: Readonly<Record<string, string>>;
  /** Names of the results; the node's own name where it has one result. */
  readonly outputs?: readonly string[];
}

/** Collects a graph; each method returns the name of the value that it adds. */
export interface GraphBuilder {
  input(info: ValueInfo): string;
  output(info: ValueInfo): void;
  /** Adds a node and returns its first result. */
  node(op: string, name: string, inputs: readonly string[], options?: NodeOptions): string;
  /** Uses a tensor of the checkpoint; the same name may be used more than once. */
  tensor(name: string, shape: readonly number[]): string;
  /** Uses a constant of any kind; the same name may be used more than once. */
  initializer(initializer: Initializer): string;
  /** A whole number, or a list of them; equal ones are shared. */
  int64(values: number | readonly number[]): string;
  float32(value: number): string;
  float32List(name: string, values: Float32Array): string;
  finish(): Graph;
}

/** Starts an empty graph. */
export function createGraph(): GraphBuilder {
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const nodes: GraphNode[] = [];
  const initializers = new Map<string, Initializer>();

  function use(initializer: Initializer): string {
    if (!initializers.has(initializer.name)) initializers.set(initializer.name, Object.freeze(initializer));
    return initializer.name;
  }

  return {
    input(info) {
      inputs.push(Object.freeze(info));
      return info.name;
    },
    output(info) {
      outputs.push(Object.freeze(info));
    },
    node(op, name, nodeInputs, options = {}) {
      const { domain = '', ints = {}, floats = {}, strings = {}, outputs: results = [name] } = options;
      nodes.push(
        Object.freeze({ name, op, domain, inputs: nodeInputs, outputs: results, ints, floats, strings }),
      );
      return results[0] ?? name;
    },
    initializer: use,
    tensor: (name, shape) => use({ kind: 'tensor', name, shape }),
    int64(value) {
      const scalar = typeof value === 'number';
      const values = scalar ? [value] : value;
      const name = `int64/${scalar ? value : `[${values.join(',')}]`}`;
      return use({ kind: 'constant', name, type: 'int64', shape: scalar ? [] : [values.length], values });
    },
    float32: (value) =>
      use({ kind: 'constant', name: `float32/${value}`, type: 'float32', shape: [], values: [value] }),
    float32List: (name, values) =>
      use({ kind: 'constant', name, type: 'float32', shape: [values.length], values: [...values] }),
    finish: () => Object.freeze({ inputs, outputs, nodes, initializers: [...initializers.values()] }),
  };
}

//! Blocks and what is in them, as the gRPC services show them.

use chatwire_mezon_proto::mmn;
use tonic::{Request, Response, Status, async_trait};

use super::Answer;
use crate::generated::mmn::block_service_server::BlockService;
use crate::ledger::Node;
use crate::ledger::chain::{Chain, Known};
use crate::world::lock;

/// Most slots of one question.
const MAX_RANGE: u64 = 500;

/// A transaction by its hash.
pub(super) fn info(chain: &Chain, hash: &str) -> Option<mmn::TxInfo> {
    let known = chain.known.iter().find(|known| known.hash == hash)?;
    Some(mmn::TxInfo {
        sender: known.tx.sender.clone(),
        recipient: known.tx.recipient.clone(),
        amount: known.amount.to_string(),
        timestamp: known.at,
        text_data: known.tx.text_data.clone(),
        nonce: known.tx.nonce,
        slot: known.slot,
        blockhash: known.block.clone(),
        status: known.status,
        err_msg: known.reason.clone(),
        extra_info: known.tx.extra_info.clone(),
        tx_hash: known.hash.clone(),
    })
}

pub(super) fn data(known: &Known) -> mmn::TransactionData {
    mmn::TransactionData {
        tx_hash: known.hash.clone(),
        sender: known.tx.sender.clone(),
        recipient: known.tx.recipient.clone(),
        amount: known.amount.to_string(),
        nonce: known.tx.nonce,
        timestamp: known.at,
        status: known.status,
        text_data: known.tx.text_data.clone(),
        extra_info: known.tx.extra_info.clone(),
        transaction_type: known.tx.kind,
    }
}

/// What is in the block of a slot; none where the slot is not finished.
fn content(chain: &Chain, slot: u64) -> Option<(String, Vec<mmn::TransactionData>)> {
    if slot > chain.finalized() {
        return None;
    }
    let held: Vec<&Known> =
        chain.known.iter().filter(|known| known.status != 0 && known.slot == slot).collect();
    let hash = held.first().map(|known| known.block.clone()).unwrap_or_default();
    Some((hash, held.into_iter().map(data).collect()))
}

#[async_trait]
impl BlockService for Node {
    async fn get_block_number(
        &self,
        _: Request<mmn::EmptyParams>,
    ) -> Answer<mmn::GetBlockNumberResponse> {
        let block_number = lock(&self.shared.chain).finalized();
        Ok(Response::new(mmn::GetBlockNumberResponse { block_number }))
    }

    async fn get_block_by_number(
        &self,
        request: Request<mmn::GetBlockByNumberRequest>,
    ) -> Answer<mmn::GetBlockByNumberResponse> {
        let chain = lock(&self.shared.chain);
        let mut blocks = Vec::new();
        for slot in request.into_inner().block_numbers {
            let Some((hash, transaction_data)) = content(&chain, slot) else {
                return Err(Status::not_found(format!("block {slot} not found")));
            };
            blocks.push(mmn::Block {
                slot,
                hash: hash.into_bytes().into(),
                transaction_data,
                leader_id: "emulator".to_owned(),
                ..mmn::Block::default()
            });
        }
        let error = String::new();
        Ok(Response::new(mmn::GetBlockByNumberResponse { blocks, error, decimals: 6 }))
    }

    async fn get_block_by_range(
        &self,
        request: Request<mmn::GetBlockByRangeRequest>,
    ) -> Answer<mmn::GetBlockByRangeResponse> {
        let mmn::GetBlockByRangeRequest { from_slot, to_slot } = request.into_inner();
        if to_slot < from_slot || to_slot - from_slot >= MAX_RANGE {
            return Err(Status::invalid_argument("invalid slot range"));
        }
        let chain = lock(&self.shared.chain);
        let (mut blocks, mut errors) = (Vec::new(), Vec::new());
        for slot in from_slot..=to_slot {
            match content(&chain, slot) {
                Some((hash, transaction_data)) => blocks.push(mmn::BlockInfo {
                    slot,
                    hash: hash.into_bytes().into(),
                    transaction_data,
                    leader_id: "emulator".to_owned(),
                    ..mmn::BlockInfo::default()
                }),
                None => errors.push(format!("block {slot} not found")),
            }
        }
        let total_blocks = u32::try_from(blocks.len()).unwrap_or(u32::MAX);
        let answer = mmn::GetBlockByRangeResponse { blocks, total_blocks, errors, decimals: 6 };
        Ok(Response::new(answer))
    }
}
